// The page that shows a new API key once: a button copies it. Without script the field is selected by hand.
'use strict';

document.addEventListener('DOMContentLoaded', () => {
    const field = document.getElementById('api-key');
    const button = document.getElementById('api-key-copy');
    const said = document.getElementById('api-key-said');
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(field.value);
            return true;
        } catch {
            // Plain HTTP, an old browser, or a person who said no: the older way needs the field selected.
            field.select();
            return document.execCommand('copy');
        }
    };

    button.hidden = false;
    field.addEventListener('focus', () => field.select());
    button.addEventListener('click', async () => {
        const isCopied = await copy();
        said.textContent = isCopied ? button.dataset.copied : button.dataset.failed;
        (isCopied ? button : field).focus();
    });
});
