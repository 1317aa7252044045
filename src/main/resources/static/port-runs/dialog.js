/** Asks before something is changed, and shows why it could not be done without losing what was typed. */
import { draw, h } from './dom.js';

/**
 * @param question title, text, fields, confirm (the text of the button), final (it cannot be taken back), and
 *     send: what is done with the values; it answers a sentence or throws a Failure
 * @returns the sentence, or null if the question was dropped
 */
export function ask(root, question) {
  return new Promise(resolve => {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'port-runs-question');
    const state = { failure: null, busy: false };
    let answer = null;

    const send = async event => {
      event.preventDefault();
      if (state.busy) {
        return;
      }
      const values = Object.fromEntries(new FormData(event.target));
      Object.assign(state, { busy: true, failure: null });
      show();
      try {
        answer = await question.send(values);
        dialog.close();
      } catch (failure) {
        Object.assign(state, { busy: false, failure: failure.message });
        show();
      }
    };
    const show = () =>
      draw(
        dialog,
        h(
          'form',
          { onsubmit: send },
          h('h2', { id: 'port-runs-question' }, question.title),
          (question.text ?? []).map(sentence => h('p', null, sentence)),
          (question.fields ?? []).map(field),
          h('div', { role: 'alert' }, state.failure ? h('p', { class: 'failure' }, state.failure) : null),
          h(
            'div',
            { class: 'actions' },
            h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
            h(
              'button',
              { type: 'submit', class: question.final ? 'final' : 'main', 'aria-disabled': String(state.busy) },
              state.busy ? 'One moment …' : question.confirm,
            ),
          ),
        ),
      );

    show();
    root.append(dialog);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.showModal();
    (dialog.querySelector('[data-first]') ?? dialog.querySelector('[type=submit]')).focus();
  });
}

function field({ name, label, hint, kind, options, required }, index) {
  const id = `port-runs-${name}`;
  const common = {
    id,
    name,
    required: Boolean(required),
    'data-first': index === 0,
    'aria-describedby': hint ? `${id}-hint` : null,
  };
  return h(
    'div',
    { class: 'field', key: name },
    h('label', { for: id }, label, required ? null : h('span', { class: 'quiet' }, ' (optional)')),
    options
      ? h(
          'select',
          common,
          options.map(([value, text]) => h('option', { value }, text)),
        )
      : kind === 'text'
        ? h('textarea', { ...common, rows: 2, maxlength: 500 })
        : h('input', { ...common, type: 'text', inputmode: 'numeric', pattern: '[0-9]+', autocomplete: 'off' }),
    hint ? h('p', { id: `${id}-hint`, class: 'quiet' }, hint) : null,
  );
}
