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

    // A link to a field opens whatever it is folded into --------------------------------------------------------------

    const reveal = (id) => {
        const target = id && document.getElementById(id);
        if (!target || !form.contains(target)) {
            return;
        }
        target.dispatchEvent(new CustomEvent('registry:reveal', {bubbles: true}));
        for (let fold = target.closest('details'); fold; fold = fold.parentElement.closest('details')) {
            fold.open = true;
        }
        const container = target.nextElementSibling;
        const drawn = container && container.matches('.select2-container')
            ? container.querySelector('[role="combobox"]')
            : target.querySelector(':is(input:not([type="hidden"]), select, textarea, .add-row a)');
        const focused = target.matches('input, textarea, select:not(.admin-autocomplete)') ? target : drawn || target;
        focused.scrollIntoView({block: 'center'});
        focused.focus({preventScroll: true});
    };
    document.addEventListener('click', (event) => {
        const link = event.target.closest('a[href^="#"]');
        if (link && link.hash.length > 1 && !link.matches('.add-row a, .inline-deletelink')) {
            const id = decodeURIComponent(link.hash.slice(1));
            if (form.contains(document.getElementById(id))) {
                event.preventDefault();
                reveal(id);
            }
        }
    });
    reveal(decodeURIComponent(location.hash.slice(1)));

    // Keys ------------------------------------------------------------------------------------------------------------

    document.addEventListener('keydown', (event) => {
        const save = form.querySelector('[name="_save"]');
        if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 's' && save) {
            event.preventDefault();
            save.click();
        }
    });

    // Nothing typed is lost by pressing the wrong button ----------------------------------------------------------

    let isChanged = Boolean(document.querySelector('#registry-kept[data-typed]'));
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
