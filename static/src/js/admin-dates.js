// Wagtail's picker writes today over what it cannot read, and turns times with the mouse wheel. What somebody types
// stays as it is: the server reads it, or says what is wrong with it. For every picker, so before any is made.
Object.assign(jQuery.fn.datetimepicker.defaults, { validateOnBlur: false, scrollInput: false })

// The words below a field are about the stored value. Once another is typed or picked they would mislead.
for (const kind of ['input', 'change']) {
  document.addEventListener(kind, ({ target }) => {
    if (target.name) document.querySelector(`[data-in-words-of="${CSS.escape(target.name)}"]`)?.remove()
  })
}
