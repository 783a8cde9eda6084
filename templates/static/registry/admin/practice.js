/* The form of a practice: shows the details that fit its type, offers keys of sources, warns of unsaved entries. */
'use strict';

(() => {
    const form = document.getElementById('practice_form');
    if (!form) {
        return;
    }
    const $ = django.jQuery;

    // Details that fit the type -----------------------------------------------------------------------------------

    const detailOfType = JSON.parse(document.getElementById('details-of-types').textContent);
    const type = document.getElementById('id_type');

    const showDetails = (isChoice) => {
        const wanted = detailOfType[type.value] || '';
        for (const section of document.querySelectorAll('[data-detail]')) {
            const fits = section.dataset.detail === wanted;
            const isFilled = section.dataset.count !== '0' || section.querySelector('.errors, .errorlist');
            section.hidden = !fits && !isFilled;
            if (fits && isChoice) {
                section.querySelector('details').open = true;
            }
        }
    };
    if (type) {
        showDetails(false);
        $(type).on('change', () => showDetails(true)); // select2 tells jQuery only
    }

    // Keys of the sources -----------------------------------------------------------------------------------------

    const keys = document.getElementById('source-keys');
    const rowsOfSources = () => document.querySelectorAll('#citation_set-group .inline-related:not(.empty-form)');

    const offerKeys = () => {
        keys.replaceChildren(...[...rowsOfSources()].flatMap((row) => {
            const key = row.querySelector('input[name$="-key"]');
            const title = row.querySelector('input[name$="-title"]');
            const address = row.querySelector('input[name$="-url"]');
            return key && key.value ? [new Option(title.value || address.value, key.value)] : [];
        }));
    };

    const nameNewSource = (row) => {
        const key = row.querySelector('input[name$="-key"]');
        if (!key || key.value) {
            return;
        }
        const taken = new Set([...rowsOfSources()].map((other) => other.querySelector('input[name$="-key"]').value));
        let number = 1;
        while (taken.has(`s${number}`)) {
            number += 1;
        }
        key.value = `s${number}`;
        offerKeys();
    };
    form.addEventListener('input', (event) => {
        const row = event.target.closest('#citation_set-group .inline-related');
        if (row) {
            nameNewSource(row);
            offerKeys();
        }
    });
    offerKeys();

    // The first text is in the original language ------------------------------------------------------------------

    const original = document.getElementById('id_original_language');
    const first = document.getElementById('id_practicetext_set-0-language');
    if (original && first) {
        let before = original.value;
        original.addEventListener('change', () => {
            if (first.value === before) {
                first.value = original.value;
            }
            before = original.value;
        });
    }

    // Nothing typed is lost by pressing the wrong button ----------------------------------------------------------

    let isChanged = false;
    const remember = () => {
        isChanged = true;
    };
    form.addEventListener('input', remember);
    form.addEventListener('formset:added', remember);
    $(form).on('select2:select select2:unselect select2:clear', remember); // jQuery events, made by people only
    for (const button of document.querySelectorAll('[data-transition]')) {
        button.addEventListener('click', (event) => {
            if (isChanged) {
                event.preventDefault();
                const warning = document.querySelector('.registry-unsaved');
                warning.hidden = false;
                warning.setAttribute('role', 'alert');
            }
        });
    }
})();
