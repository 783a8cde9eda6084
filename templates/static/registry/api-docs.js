// Swagger UI over the description of the API.
(() => {
    const place = document.getElementById('api-docs');
    const wishes = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = () => document.documentElement.classList.toggle('dark-mode', wishes.matches);
    follow();
    wishes.addEventListener('change', follow);
    window.SwaggerUIBundle({
      url: place.dataset.address,
      domNode: place,
      deepLinking: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
      presets: [window.SwaggerUIBundle.presets.apis],
      layout: 'BaseLayout',
    });
})();
