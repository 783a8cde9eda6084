/* Opens and closes the list of keyboard shortcuts. What the keys do is the page's own business. */
'use strict';

(() => {
    const dialog = document.getElementById('registry-shortcuts');
    const button = document.querySelector('[data-shortcuts]');
    if (!dialog || !button) {
        return;
    }
    const isTyping = (element) =>
        element.isContentEditable || element.matches('input:not([type="checkbox"], [type="radio"]), select, textarea');

    // A form inside the page's form would close it: the list stands at the end of the page.
    document.body.append(dialog);
    button.hidden = false;
    button.addEventListener('click', () => dialog.showModal());
    document.addEventListener('keydown', (event) => {
        const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
        // Who dictates or types by switches turns single keys off on the review screen; that holds here, too.
        const isOff = localStorage.getItem('registry-single-keys') === 'off';
        if (event.key === '?' && !isOff && isPlain && !dialog.open && !isTyping(event.target)) {
            event.preventDefault();
            dialog.showModal();
        }
    });
})();
