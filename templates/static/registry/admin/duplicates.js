/* While a title is typed: practices that resemble it, as links. */
'use strict';

(() => {
    const form = document.getElementById('practice_form');
    const place = document.getElementById('registry-similar');
    if (!form || !place) {
        return;
    }
    const PAUSE_MILLISECONDS = 700;
    const TITLES = '#practicetext_set-group input[name$="-title"]';
    const ASKED_WITH = `${TITLES}, select[name^="practicecountry_set-"][name$="-country"], [name="start_year"], [name="end_year"]`;
    let timer = 0;
    let running = null;
    let last = '';
    let field = form.querySelector(TITLES);

    const question = () => {
        const asked = new URLSearchParams({title: field.value.slice(0, 300)});
        for (const select of form.querySelectorAll('select[name^="practicecountry_set-"][name$="-country"]')) {
            if (select.value) {
                asked.append('country', select.value);
            }
        }
        for (const [name, parameter] of [['start_year', 'start'], ['end_year', 'end']]) {
            const year = form.elements[name];
            if (year && year.value) {
                asked.append(parameter, year.value);
            }
        }
        if (place.dataset.apartFrom) {
            asked.append('apart_from', place.dataset.apartFrom);
        }
        return asked.toString();
    };

    const ask = async () => {
        const asked = question();
        if (asked === last) {
            return;
        }
        last = asked;
        running?.abort();
        running = new AbortController();
        try {
            const answer = await fetch(`${place.dataset.address}?${asked}`, {signal: running.signal});
            if (!answer.ok || answer.redirected) {
                return;
            }
            const found = document.createElement('template');
            found.innerHTML = await answer.text();
            place.replaceChildren(...found.content.children);
            field.closest('.form-row').after(place);
        } catch {
            // A hint that does not come is missed by nobody.
        }
    };

    const listen = (event) => {
        if (!event.target.matches(ASKED_WITH)) {
            return;
        }
        if (event.target.matches(TITLES)) {
            field = event.target;
        }
        clearTimeout(timer);
        if (field && field.value.trim()) {
            timer = setTimeout(ask, PAUSE_MILLISECONDS);
        }
    };
    form.addEventListener('input', listen);
    django.jQuery(form).on('change', 'select', listen); // select2 tells jQuery only
    // Until there is something to say it stands where it will be said, for those who are told by voice.
    field?.closest('.form-row').after(place);
})();
