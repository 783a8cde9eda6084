// Account pages: passkeys are offered where the browser has them, and a failure is told in words.
'use strict';

document.addEventListener('DOMContentLoaded', () => {
    if (window.PublicKeyCredential) {
        document.querySelectorAll('[data-needs-passkeys]').forEach((button) => { button.hidden = false; });
    }
    const summary = document.querySelector('.problems a, .problems');
    if (summary) {
        summary.closest('.problems').setAttribute('tabindex', '-1');
        summary.closest('.problems').focus();
    }
});

// Sent by allauth's webauthn.js.
document.addEventListener('allauth.error', (event) => {
    const trouble = document.getElementById('passkey-trouble');
    if (trouble) {
        event.preventDefault();
        trouble.hidden = false;
    }
});
