/* The columns of the export screen: ticks many at once without a load of the page, and counts what is ticked. */
'use strict';

(() => {
    const place = document.getElementById('export-columns');
    if (!place) {
        return;
    }
    const usual = new Set(JSON.parse(document.getElementById('usual-columns').textContent));
    const rules = {usual: (box) => usual.has(box.value), all: () => true, none: () => false};
    const boxesOf = (part) => [...part.querySelectorAll('input[type=checkbox]')];

    const count = () => {
        for (const group of place.querySelectorAll('details')) {
            const boxes = boxesOf(group);
            const ticked = boxes.filter((box) => box.checked).length;
            group.querySelector('[data-chosen]').textContent = ticked;
            group.querySelector('[data-toggle]').textContent =
                ticked === boxes.length ? place.dataset.none : place.dataset.all;
        }
    };

    const tick = (part, rule) => {
        for (const box of boxesOf(part)) {
            box.checked = rule(box);
        }
        count();
    };

    for (const button of place.querySelectorAll('button[name=choose]')) {
        button.addEventListener('click', (event) => {
            event.preventDefault();
            tick(place, rules[button.value]);
        });
    }

    for (const group of place.querySelectorAll('details')) {
        const toggle = document.createElement('button');
        toggle.type = 'button';
        toggle.className = 'registry-export-toggle';
        toggle.dataset.toggle = '';
        toggle.addEventListener('click', () => {
            const isFull = boxesOf(group).every((box) => box.checked);
            tick(group, isFull ? rules.none : rules.all);
        });
        group.querySelector('summary').after(toggle);
    }

    place.addEventListener('change', count);
    count();
})();
