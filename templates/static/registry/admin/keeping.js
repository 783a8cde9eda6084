/* Keeps in this window what is typed into comments, notes and answers until it is sent, and puts it back. */
'use strict';

(() => {
    const place = document.getElementById('registry-keeping');
    if (!place) {
        return;
    }
    const say = place.dataset;
    const PREFIX = 'registry-kept:';
    const FIELDS = 'textarea, select, input:not([type=hidden], [type=file], [type=submit])';
    const refused = new Set(); // forms the server shows again with what was sent

    // Without storage, leaving is still warned of.
    const stored = (act, otherwise) => {
        try {
            return act(sessionStorage);
        } catch {
            return otherwise;
        }
    };
    const read = (key) => stored((storage) => JSON.parse(storage.getItem(key)), null);
    const write = (key, entry) => stored((storage) => storage.setItem(key, JSON.stringify(entry)));
    const drop = (key) => stored((storage) => storage.removeItem(key));
    const keys = () => stored((storage) => Object.keys(storage).filter((key) => key.startsWith(PREFIX)), []);

    const keyOf = (form) => `${PREFIX}${new URL(form.action).pathname}:${form.dataset.keep}`;
    const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.matches(FIELDS));
    const isChoice = (field) => field.matches('[type=radio], [type=checkbox]');
    const nameOf = (field) => (isChoice(field) ? `${field.name}=${field.value}` : field.name);
    const valueOf = (field) => (isChoice(field) ? field.checked : field.value);
    const valuesOf = (form) => Object.fromEntries(fieldsOf(form).map((field) => [nameOf(field), valueOf(field)]));
    const textsOf = (form) => fieldsOf(form).filter((field) => field.matches('textarea, [type=text]'));
    const isWritten = (form) =>
        textsOf(form).some((field) => field.value.trim() && (refused.has(form) || field.value !== field.defaultValue))
        || fieldsOf(form).some((field) => field.matches('[type=radio]') && field.checked && !field.defaultChecked);

    const keep = (form) => {
        if (isWritten(form)) {
            form.dataset.unsent = ''; // for unsent.js
            const expected = form.elements.expected?.value;
            write(keyOf(form), {person: say.person, expected, values: valuesOf(form), isSent: false});
        } else {
            delete form.dataset.unsent;
            drop(keyOf(form));
        }
    };

    const announce = (fields) => {
        for (const field of fields) {
            field.dispatchEvent(new Event('input', {bubbles: true}));
            field.dispatchEvent(new Event('change', {bubbles: true}));
        }
    };

    const tellIsBack = (form, text) => {
        const box = document.createElement('div');
        const line = document.createElement('p');
        const discard = document.createElement('button');
        box.className = 'registry-back';
        line.setAttribute('role', 'status');
        discard.type = 'button';
        discard.className = 'registry-plain';
        discard.textContent = say.discard;
        discard.addEventListener('click', () => {
            form.reset();
            announce(fieldsOf(form));
            box.remove();
            textsOf(form)[0]?.focus();
        });
        box.append(line, discard);
        form.prepend(box);
        setTimeout(() => {
            line.textContent = text; // after the line is there, or it is not read out
        });
    };

    const putBack = (form, entry) => {
        const changed = fieldsOf(form).filter((field) => (entry.values[nameOf(field)] ?? valueOf(field)) !== valueOf(field));
        for (const field of changed) {
            field[isChoice(field) ? 'checked' : 'value'] = entry.values[nameOf(field)];
            if (field.selectedIndex < 0) {
                field.selectedIndex = 0; // what was chosen is not offered any more
            }
        }
        for (let fold = form.closest('details'); fold; fold = fold.parentElement.closest('details')) {
            fold.open = true;
        }
        announce(changed);
        keep(form);
        const hasMoved = entry.expected !== form.elements.expected?.value;
        tellIsBack(form, hasMoved ? `${say.back} ${say.moved}` : say.back);
    };

    // What was sent is done with where this page is the answer to it. After a sign-in or an error page it is not.
    const isBack = performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
    const cameFrom = document.referrer ? new URL(document.referrer).pathname : '';
    const isAnswered = (entry) => entry.isSent && !isBack && cameFrom === entry.page;

    const forms = new Map([...document.querySelectorAll('form[data-keep]')].map((form) => [keyOf(form), form]));
    for (const key of keys()) {
        const entry = read(key);
        const form = forms.get(key);
        const isShown = form && entry && JSON.stringify(valuesOf(form)) === JSON.stringify(entry.values);
        if (entry?.person !== say.person || isAnswered(entry) && !isShown) {
            drop(key);
        } else if (isShown) {
            refused.add(form);
            keep(form);
        } else if (form) {
            putBack(form, entry);
            if (entry.isSent && !location.hash) {
                form.scrollIntoView({block: 'center'});
            }
        } else {
            write(key, {...entry, isSent: false});
        }
    }

    document.addEventListener('input', (event) => {
        const form = event.target.closest('form[data-keep]');
        if (form) {
            keep(form);
        }
    });

    // Heard last: what unsent.js or another script stopped is not sent.
    window.addEventListener('submit', (event) => {
        const form = event.target;
        if (!event.defaultPrevented && form.matches('[data-unsent]')) {
            write(keyOf(form), {...read(keyOf(form)), isSent: true, page: location.pathname});
        }
    });
})();
