/* Nobody leaves unsent words behind unawares: keeping.js marks the forms that hold some. */
'use strict';

(() => {
    const place = document.getElementById('registry-keeping');
    if (!place) {
        return;
    }
    const say = place.dataset;
    let isLeaving = false;
    let warned = null;

    const goTo = (field) => {
        for (let fold = field.closest('details'); fold; fold = fold.parentElement.closest('details')) {
            fold.open = true;
        }
        field.focus();
    };

    const warn = (form, button, other) => {
        const line = document.createElement('p');
        const link = document.createElement('a');
        const field = other.querySelector('textarea, [type=text]');
        line.className = 'registry-unsent';
        line.setAttribute('role', 'alert');
        link.href = `#${field.id}`;
        link.textContent = say.show;
        link.addEventListener('click', (event) => {
            event.preventDefault();
            goTo(field);
        });
        (button || form.lastElementChild).after(line);
        line.append(`${say.unsent} `, link);
    };

    // Before other scripts count the press.
    window.addEventListener('submit', (event) => {
        const form = event.target;
        const other = [...document.querySelectorAll('form[data-unsent]')].find((one) => one !== form);
        document.querySelector('.registry-unsent')?.remove();
        if (form.method === 'post' && other && warned !== form) {
            warned = form;
            event.preventDefault();
            event.stopImmediatePropagation();
            warn(form, event.submitter, other);
        } else if (form.method === 'post') {
            isLeaving = true;
        }
    }, true);
    window.addEventListener('beforeunload', (event) => {
        if (document.querySelector('form[data-unsent]') && !isLeaving) {
            event.preventDefault();
        }
    });
    window.addEventListener('pageshow', () => {
        isLeaving = false; // back again after a sending that failed on the way
    });
})();
