// Swagger UI over the description of the API.
'use strict';

(() => {
    const place = document.getElementById('api-docs');
    const wishes = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = () => document.documentElement.classList.toggle('dark-mode', wishes.matches);
    follow();
    wishes.addEventListener('change', follow);
    // The page has its main part already.
    new MutationObserver((_changes, observer) => {
        const part = place.querySelector('main, [role=main]');
        if (part) {
            part.setAttribute('role', 'group');
            observer.disconnect();
        }
    }).observe(place, { childList: true, subtree: true });
    const show = (spec) => window.SwaggerUIBundle({
        // Requests go to where the page came from, under whatever name that is.
        spec: { ...spec, servers: [{ url: window.location.origin }] },
        domNode: place,
        deepLinking: true,
        docExpansion: 'list',
        defaultModelsExpandDepth: 0,
        validatorUrl: null,
        presets: [window.SwaggerUIBundle.presets.apis],
        layout: 'BaseLayout',
    });
    fetch(place.dataset.address)
        .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
        .then(show)
        .catch(() => {
            place.textContent = place.dataset.failure;
        });
})();
