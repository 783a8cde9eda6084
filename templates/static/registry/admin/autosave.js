/* Keeps what is typed on the server until it is saved, says so, and warns before it would be lost. */
'use strict';

(() => {
    const form = document.getElementById('practice_form');
    const place = document.getElementById('registry-kept');
    const words = document.getElementById('form-words');
    if (!form || !place || !words) {
        return;
    }
    const say = JSON.parse(words.textContent);
    const [line, spoken] = place.children;
    const PAUSE_MILLISECONDS = 3000;
    const LEAST_MILLISECONDS = 10000;
    let isUnsaved = place.hasAttribute('data-typed');
    let isLeaving = false;
    let lastKept = 0;
    let timer = 0;
    let running = null;
    let state = '';
    let isRefused = false; // for want of a session or of its token
    let isSignedOut = false;

    const tell = (text, now) => {
        line.hidden = false;
        line.textContent = text;
        place.classList.toggle('registry-kept-not', now === 'unkept');
        if (now !== state) {
            // Once when it begins and whenever it fails or works again; never at each turn.
            spoken.textContent = now === 'kept' ? say.firstkept : text;
            state = now;
        }
    };

    const entries = () => {
        const sent = new URLSearchParams();
        for (const [name, value] of new FormData(form)) {
            if (typeof value === 'string' && !name.includes('__prefix__')) {
                sent.append(name, value);
            }
        }
        return sent;
    };

    const keep = async () => {
        timer = 0;
        lastKept = Date.now();
        running = new AbortController();
        try {
            const answer = await fetch(place.dataset.address, {
                method: 'POST',
                body: entries(),
                headers: {'X-CSRFToken': form.elements.csrfmiddlewaretoken.value},
                signal: running.signal,
            });
            const said = answer.redirected ? {} : await answer.json().catch(() => ({}));
            const isOut = answer.redirected || answer.status === 403;
            tell(said.kept || said.refusal || (isOut ? say.signedout : say.unkept), said.kept ? 'kept' : 'unkept');
            if (isOut && !isRefused) {
                document.dispatchEvent(new Event('registry:refused')); // signed_in.js finds out and says what to do
            }
            isRefused = isOut;
        } catch (error) {
            if (error.name !== 'AbortError') {
                tell(say.unkept, 'unkept');
            }
        }
        running = null;
    };

    const remember = () => {
        isUnsaved = true;
        if (!timer && !isLeaving) {
            timer = setTimeout(keep, Math.max(PAUSE_MILLISECONDS, lastKept + LEAST_MILLISECONDS - Date.now()));
        }
    };
    const postpone = () => {
        // After typing stops, yet at least every ten seconds while it does not.
        if (timer && Date.now() - lastKept < LEAST_MILLISECONDS) {
            clearTimeout(timer);
            timer = 0;
        }
        remember();
    };
    form.addEventListener('input', postpone);
    form.addEventListener('formset:added', remember);
    document.addEventListener('formset:removed', remember);
    django.jQuery(form).on('select2:select select2:unselect select2:clear', remember); // jQuery events, made by people only

    document.addEventListener('registry:signed-out', () => {
        isSignedOut = true;
    });
    document.addEventListener('registry:signed-in', () => {
        isSignedOut = false;
        if (isRefused && !isLeaving) {
            clearTimeout(timer);
            keep();
        }
    });

    form.addEventListener('submit', (event) => {
        if (isSignedOut) {
            // The sign-in page would stand where the text was.
            event.preventDefault();
            document.dispatchEvent(new Event('registry:refused'));
            return;
        }
        isLeaving = true;
        clearTimeout(timer);
        running?.abort();
    });
    window.addEventListener('beforeunload', (event) => {
        if (isUnsaved && !isLeaving) {
            event.preventDefault();
        }
    });
    window.addEventListener('pageshow', () => {
        isLeaving = false; // back again after a save that failed on the way
    });
})();
