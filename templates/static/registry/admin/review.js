/* Keys of the review screen. Each one presses a control that is on the page. */
'use strict';

(() => {
    const screen = document.querySelector('.registry-review');
    if (!screen) {
        return;
    }
    const KEPT = 'registry-single-keys';
    const SEQUENCE = 1500; // milliseconds between g and q
    const off = screen.querySelector('[data-keys-off]');
    let isAfterG = 0;

    // Without storage the choice holds for this page.
    const kept = (value) => {
        try {
            return value === undefined ? localStorage.getItem(KEPT) : localStorage.setItem(KEPT, value);
        } catch {
            return null;
        }
    };

    for (const element of screen.querySelectorAll('[data-needs-script]')) {
        element.hidden = false;
    }
    off.checked = kept() === 'off';
    off.addEventListener('change', () => kept(off.checked ? 'off' : 'on'));

    const isTyping = (element) =>
        element.isContentEditable || element.matches('input:not([type="checkbox"], [type="radio"]), select, textarea');

    // What is folded away is opened before it is gone to.
    const goTo = (element) => {
        for (let fold = element.closest('details'); fold; fold = fold.parentElement.closest('details')) {
            fold.open = true;
        }
        element.scrollIntoView({block: 'nearest'});
        element.focus();
    };

    // Entries -----------------------------------------------------------------------------------------------------

    const entries = [...screen.querySelectorAll('[data-entry]')];
    let current = null;
    screen.addEventListener('focusin', (event) => {
        current = event.target.closest('[data-entry]') || current;
    });

    const step = (by) => {
        const here = entries.indexOf(current);
        const next = entries[here < 0 ? (by > 0 ? 0 : entries.length - 1) : here + by];
        if (next) {
            goTo(next);
        }
    };

    const comment = () => {
        const summary = (current || entries.at(-1)).querySelector('[data-comment]');
        if (summary) {
            goTo(summary);
            summary.parentElement.open = true;
            summary.parentElement.querySelector('textarea').focus();
        }
    };

    // Controls ----------------------------------------------------------------------------------------------------

    const press = (key) => {
        const control = screen.querySelector(`[data-key="${key}"]`);
        if (!control) {
            return false;
        }
        if (control.matches('summary')) {
            control.parentElement.open = true;
            goTo(control.parentElement.querySelector('textarea'));
        } else {
            control.click();
        }
        return true;
    };

    const own = {j: () => step(1), k: () => step(-1), c: comment};
    for (const key of ['j', 'k']) {
        screen.querySelector(`[data-key="${key}"]`).addEventListener('click', own[key]);
    }

    const act = (key) => {
        if (isAfterG && key === 'q') {
            return press('gq');
        }
        if (key === 'g') {
            isAfterG = setTimeout(() => {
                isAfterG = 0;
            }, SEQUENCE);
            return false;
        }
        if (own[key]) {
            own[key]();
            return true;
        }
        return ['n', 'p', 't', 'a', 'r'].includes(key) && press(key);
    };

    document.addEventListener('keydown', (event) => {
        const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey && !event.isComposing;
        if (!isPlain || off.checked || event.repeat && !own[event.key] || document.querySelector('dialog[open]')) {
            return;
        }
        if (!isTyping(event.target) && act(event.key)) {
            event.preventDefault();
        }
    });

    // Ctrl+Enter sends what is being written ----------------------------------------------------------------------

    screen.addEventListener('keydown', (event) => {
        const form = event.target.closest('form');
        // A button or link that has the focus does its own.
        const isWriting = form?.querySelector('textarea') && !event.target.matches('button, a');
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && isWriting) {
            event.preventDefault();
            form.requestSubmit(form.querySelector('[data-goes-on]') || form.querySelector('[type=submit]'));
        }
    });

    // Pressed twice, sent once ------------------------------------------------------------------------------------

    for (const form of screen.querySelectorAll('form[method=post]')) {
        let isSent = false;
        form.addEventListener('submit', (event) => {
            if (isSent) {
                event.preventDefault();
            }
            isSent = true;
        });
        window.addEventListener('pageshow', () => {
            isSent = false;
        });
    }
})();
