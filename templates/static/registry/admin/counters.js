/* How long a text is: always where a length is recommended, else when the end is near. Nothing pasted is cut off. */
'use strict';

(() => {
    const form = document.getElementById('practice_form');
    const words = document.getElementById('form-words');
    if (!form || !words) {
        return;
    }
    const say = JSON.parse(words.textContent);
    const NEAR = 0.9;
    const QUIET_MILLISECONDS = 1500;
    const FIELDS = 'textarea, input[data-recommended]';
    const kept = new WeakMap();

    const sentence = (field) => {
        const count = [...field.value.replace(/\r\n/g, '\n')].length;
        const most = Number(field.dataset.most || 0);
        const recommended = Number(field.dataset.recommended || 0);
        const pattern = most && count > most ? say.over
            : recommended && count > recommended ? say.above
                : recommended ? say.recommended
                    : most && count > most * NEAR ? say.near : '';
        const given = {count, recommended, most: recommended && count <= recommended ? recommended : most, over: count - most};
        return {
            isOver: Boolean(most && count > most),
            isLong: pattern === say.above || pattern === say.over || pattern === say.near,
            text: pattern.replace(/%\((\w+)\)s/g, (_all, name) => given[name].toLocaleString(document.documentElement.lang)),
        };
    };

    const counterOf = (field) => {
        if (!kept.has(field)) {
            const line = document.createElement('p');
            line.className = 'registry-counter';
            line.dir = 'auto';
            line.id = `${field.id}-count`;
            const spoken = document.createElement('span');
            spoken.className = 'visually-hidden';
            spoken.setAttribute('role', 'status');
            const holder = field.closest('.flex-container, .registry-element-field') || field;
            holder.append(line, spoken);
            kept.set(field, {line, spoken, timer: 0});
        }
        return kept.get(field);
    };

    const count = (field, isTyping) => {
        if (field.hasAttribute('maxlength')) {
            field.dataset.most = field.getAttribute('maxlength');
            field.removeAttribute('maxlength'); // it would cut a pasted text without a word
        }
        const {text, isLong, isOver} = sentence(field);
        if (!text && !kept.has(field)) {
            return;
        }
        const counter = counterOf(field);
        counter.line.textContent = text;
        counter.line.classList.toggle('registry-counter-long', isLong);
        counter.line.classList.toggle('registry-counter-over', isOver);
        clearTimeout(counter.timer);
        if (isTyping) {
            counter.timer = setTimeout(() => {
                counter.spoken.textContent = isLong ? text : '';
            }, QUIET_MILLISECONDS);
        }
    };

    const countAll = (part) => part.querySelectorAll(FIELDS).forEach((field) => {
        if (!field.closest('.empty-form')) {
            count(field, false);
        }
    });
    form.addEventListener('input', (event) => {
        if (event.target.matches(FIELDS)) {
            count(event.target, true);
        }
    });
    form.addEventListener('formset:added', (event) => setTimeout(() => countAll(event.target)));
    countAll(form);
})();
