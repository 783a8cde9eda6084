/* Where something is typed: whether the person is still signed in, and the token of forms that a new sign-in changed. */
'use strict';

(() => {
    const place = document.getElementById('registry-keeping');
    const here = document.querySelector('.registry-languages [name=next]');
    if (!place || !here) {
        return;
    }
    const say = place.dataset;
    const [line, link] = place.children;
    let isTyped = false;
    let isAsking = false;

    const tell = (text, needsSignIn) => {
        place.hidden = false;
        link.hidden = !needsSignIn;
        if (line.textContent !== text) {
            line.textContent = text;
        }
    };

    const renew = (token) => {
        for (const field of document.querySelectorAll('input[name=csrfmiddlewaretoken]')) {
            field.value = token;
        }
        if (!place.hidden) {
            tell(say.again, false);
        }
        document.dispatchEvent(new Event('registry:signed-in'));
    };

    const tellIsOut = (text) => {
        tell(text, true);
        document.dispatchEvent(new Event('registry:signed-out'));
    };

    const heed = (answer, page) => {
        const person = page.getElementById('registry-keeping')?.dataset.person;
        const token = page.querySelector('input[name=csrfmiddlewaretoken]')?.value;
        if (!new URL(answer.url).pathname.startsWith(say.root)) {
            tellIsOut(say.out);
        } else if (person && person !== say.person) {
            tellIsOut(say.another);
        } else if (person && token) {
            renew(token);
        }
    };

    const ask = async () => {
        if (isAsking || document.hidden) {
            return;
        }
        isAsking = true;
        try {
            const answer = await fetch(here.value, {headers: {Accept: 'text/html'}, cache: 'no-store'});
            heed(answer, new DOMParser().parseFromString(await answer.text(), 'text/html'));
        } catch {
            // No answer is no news: it is asked again when the person comes back.
        }
        isAsking = false;
    };

    const askIfTyped = () => {
        if (isTyped) {
            ask();
        }
    };

    document.addEventListener('input', (event) => {
        isTyped ||= Boolean(event.target.closest('form[method=post]'));
    });
    document.addEventListener('visibilitychange', askIfTyped);
    window.addEventListener('focus', askIfTyped); // windows side by side are never hidden
    document.addEventListener('registry:refused', ask);
})();
