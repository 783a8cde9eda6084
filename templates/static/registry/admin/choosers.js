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
        for (const list of container.querySelectorAll('.select2-selection--multiple > ul')) {
            unlist(list);
            new MutationObserver(() => unlist(list)).observe(list, {childList: true});
        }
        const search = container.querySelector('.select2-search__field');
        if (search) {
            search.setAttribute('aria-labelledby', label.id);
        }
    };

    // What select2 draws as a list holds more than items: it is announced by its name and its choices, not as a list.
    const unlist = (list) => {
        if (list.getAttribute('role') !== 'none') {
            list.setAttribute('role', 'none');
        }
        for (const item of list.querySelectorAll(':scope > li:not([role])')) {
            item.setAttribute('role', 'none');
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
