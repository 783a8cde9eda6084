/* The texts of a practice, one a language, as tabs. Without this script they stand one below the other. */
'use strict';

(() => {
    const group = document.getElementById('practicetext_set-group');
    const words = document.getElementById('form-words');
    if (!group || !words || !group.querySelector('.inline-related.empty-form')) {
        return;
    }
    const say = JSON.parse(words.textContent);
    const template = group.querySelector('.inline-related.empty-form');
    const rows = () => [...group.querySelectorAll('.inline-related:not(.empty-form)')];
    const choiceOf = (row) => row.querySelector('select[name$="-language"]');
    const languages = [...choiceOf(template).options].filter((option) => option.value);

    const bar = document.createElement('div');
    bar.className = 'registry-tabs';
    const list = document.createElement('div');
    list.setAttribute('role', 'tablist');
    list.setAttribute('aria-label', say.languages);
    const adding = document.createElement('div');
    adding.className = 'registry-tabs-adding';
    bar.append(list, adding);
    (rows()[0] || template).before(bar);
    group.classList.add('registry-tabbed');
    let shown = rows()[0];

    const isFaulty = (row) => Boolean(row.querySelector('.errorlist, .errors'));

    const labelled = (row) => {
        const choice = choiceOf(row);
        const option = choice && choice.selectedOptions[0];
        const label = document.createElement('span');
        label.textContent = option && option.value ? option.textContent : say.new;
        const marks = [...row.querySelectorAll('h4 > .registry-mark')].map((mark) => mark.cloneNode(true));
        const removal = row.querySelector('input[name$="-DELETE"]');
        for (const [isSo, key, text] of [
            [isFaulty(row), 'faulty', say.faulty],
            [removal && removal.checked, 'removed', say.removed],
        ]) {
            if (isSo) {
                const mark = document.createElement('span');
                mark.className = `registry-mark registry-mark-${key}`;
                mark.textContent = text;
                marks.push(mark);
            }
        }
        return [label, ...marks.flatMap((mark) => [' ', mark])];
    };

    const draw = () => {
        const found = rows();
        if (!found.includes(shown)) {
            shown = found[0];
        }
        list.replaceChildren(...found.map((row) => {
            const tab = document.createElement('button');
            tab.type = 'button';
            tab.id = `${row.id}-tab`;
            tab.setAttribute('role', 'tab');
            tab.setAttribute('aria-controls', row.id);
            tab.setAttribute('aria-selected', String(row === shown));
            tab.tabIndex = row === shown ? 0 : -1;
            tab.append(...labelled(row));
            row.setAttribute('role', 'tabpanel');
            row.setAttribute('aria-labelledby', tab.id);
            row.hidden = row !== shown;
            return tab;
        }));
        const taken = new Set(found.map((row) => choiceOf(row)?.value));
        adding.replaceChildren(...languages.filter((language) => !taken.has(language.value)).map((language) => {
            const button = document.createElement('button');
            button.type = 'button';
            button.className = 'registry-plain';
            button.textContent = say.add.replace('%(language)s', language.textContent);
            button.addEventListener('click', () => add(language.value));
            return button;
        }));
    };

    const show = (row, isFocused) => {
        shown = row;
        draw();
        if (isFocused) {
            document.getElementById(`${row.id}-tab`).focus();
        }
    };

    const add = (language) => {
        group.querySelector('.add-row a').click();
        const row = rows().at(-1);
        const origin = row.querySelector('select[name$="-origin"]');
        choiceOf(row).value = language;
        if (origin && [...origin.options].some((option) => option.value === 'human')) {
            origin.value = 'human';
        }
        show(row, false);
        row.querySelector('input[name$="-title"]').focus();
    };

    list.addEventListener('click', (event) => {
        const tab = event.target.closest('[role="tab"]');
        if (tab) {
            show(document.getElementById(tab.getAttribute('aria-controls')), true);
        }
    });
    list.addEventListener('keydown', (event) => {
        const found = rows();
        const here = found.indexOf(shown);
        const onwards = getComputedStyle(list).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
        const places = {Home: 0, End: found.length - 1};
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
            places[event.key] = (here + (event.key === onwards ? 1 : -1) + found.length) % found.length;
        }
        if (event.key in places) {
            event.preventDefault();
            show(found[places[event.key]], true);
        }
    });
    group.addEventListener('change', (event) => {
        if (event.target.matches('select[name$="-language"], input[name$="-DELETE"]')) {
            draw();
        }
    });
    // The stock script numbers rows anew after one has gone, so it is asked last.
    group.addEventListener('formset:added', () => setTimeout(() => {
        shown = rows().at(-1);
        draw();
    }));
    document.addEventListener('formset:removed', () => setTimeout(draw));
    document.addEventListener('registry:reveal', (event) => {
        const row = rows().find((one) => one.contains(event.target));
        if (row && row !== shown) {
            show(row, false);
        }
    });

    for (const fold of group.querySelectorAll('.registry-fold')) {
        fold.open = true; // a tab is folded away already
    }
    shown = rows().find(isFaulty) || shown;
    draw();
})();
