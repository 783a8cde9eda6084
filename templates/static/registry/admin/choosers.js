/* Gives the choosers that select2 draws the names of the fields they stand for, so that they can be heard. */
'use strict';

(() => {
    const name = (select) => {
        const label = select.labels && select.labels[0];
        const container = select.nextElementSibling;
        if (!label || !container || !container.classList.contains('select2-container')) {
            return;
        }
        label.id = label.id || `${select.id}_label`;
        const shown = container.querySelector('[role="combobox"]');
        const chosen = container.querySelector('.select2-selection__rendered');
        if (shown && chosen) {
            shown.setAttribute('aria-labelledby', `${label.id} ${chosen.id}`.trim());
            if (chosen.getAttribute('role') === 'textbox') {
                chosen.setAttribute('aria-labelledby', label.id);
            }
        }
        const search = container.querySelector('.select2-search__field');
        if (search) {
            search.setAttribute('aria-labelledby', label.id);
        }
    };

    const nameAll = (part) => {
        for (const select of part.querySelectorAll('select.admin-autocomplete')) {
            name(select);
        }
    };
    django.jQuery(() => nameAll(document)); // after select2 has drawn, which waits for the same
    document.addEventListener('formset:added', (event) => setTimeout(() => nameAll(event.target)));
})();
