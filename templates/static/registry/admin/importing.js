/* The wizard of imports: forms that are sent once, progress that is followed, columns and words that answer as one types. */
'use strict';

(() => {
    // A second press while the first one is under way would only ask for the same thing again.
    for (const form of document.querySelectorAll('form[data-once]')) {
        form.addEventListener('submit', (event) => {
            if (form.dataset.sent) {
                event.preventDefault();
            } else {
                form.dataset.sent = '1';
                event.submitter?.setAttribute('aria-busy', 'true');
            }
        });
    }
    window.addEventListener('pageshow', () => {
        for (const form of document.querySelectorAll('form[data-sent]')) {
            delete form.dataset.sent;
            form.querySelector('[aria-busy]')?.removeAttribute('aria-busy');
        }
    });

    // A column that is left out stands back.
    document.getElementById('columns-table')?.addEventListener('change', (event) => {
        const select = event.target.closest('select');
        if (select) {
            select.closest('tr').classList.toggle('registry-left-out', !select.value);
            const why = document.getElementById(`${select.id}-why`);
            if (why) {
                why.hidden = !select.options[select.selectedIndex].defaultSelected;
            }
        }
    });

    // Whoever types what a word means, or of which type it is, has chosen that answer.
    document.getElementById('decisions-form')?.addEventListener('input', (event) => {
        const radio = event.target.closest('.registry-other')?.querySelector('[type=radio]');
        if (radio && event.target !== radio && event.target.value) {
            radio.checked = true;
        }
    });

    const place = document.getElementById('progress');
    if (!place) {
        return;
    }
    const FIRST_PAUSE = 1000;
    const LONGEST_PAUSE = 8000;
    const SAY_EVERY = 10000; // to those who listen, not at each step
    const bar = document.getElementById('progress-bar');
    const words = document.getElementById('progress-words');
    const said = document.getElementById('progress-said');
    let pause = FIRST_PAUSE;
    let last = 0;

    const show = (text) => {
        words.textContent = text;
        if (Date.now() - last > SAY_EVERY) {
            last = Date.now();
            said.textContent = text;
        }
    };

    const look = async () => {
        try {
            const answer = await fetch(place.dataset.address, {headers: {Accept: 'application/json'}});
            if (answer.redirected || answer.status === 403 || answer.status === 404) {
                location.reload(); // signed out, or the import is gone: the page says which
                return;
            }
            const state = await answer.json();
            if (state.address) {
                location.replace(state.address);
                return;
            }
            if (state.total) {
                bar.max = state.total;
                bar.value = state.done;
            } else {
                bar.removeAttribute('value');
            }
            show(state.words);
            pause = Math.min(pause * 1.3, LONGEST_PAUSE / 2);
        } catch {
            show(place.dataset.lost);
            pause = LONGEST_PAUSE;
        }
        setTimeout(look, pause);
    };
    setTimeout(look, pause);
})();
