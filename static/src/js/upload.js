// In the admin: a film of 2 GB takes a while to travel. A bar shows how far it is; errors come without losing the form.
document.addEventListener('DOMContentLoaded', () => {
  const inputs = document.querySelectorAll('input[type="file"][name^="film_"]')
  const form = inputs[0]?.form
  form?.addEventListener('submit', (event) => {
    const chosen = [...inputs].some((input) => input.files.length)
    if (!chosen || form.dataset.sending) return
    event.preventDefault()
    sendFilms(form, event.submitter, inputs[0].dataset) // the words, as the server has them
  })
})

function sendFilms (form, submitter, say) {
  form.dataset.sending = 'yes'
  const { bar, words } = sendingBar(form, say)
  const request = new XMLHttpRequest()
  request.open('POST', form.action)
  request.setRequestHeader('X-Film-Upload', 'yes')
  request.responseType = 'json'
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    bar.max = total
    bar.value = loaded
    words.textContent = say.sent.replace('%(share)s', Math.floor(100 * loaded / total)).replace('%(size)s', inMegabytes(total))
  })
  request.addEventListener('load', () => {
    if (request.response?.url) {
      location.assign(request.response.url)
      return
    }
    const none = request.status === 400 ? say.large : say.failed
    ended(request.response?.errors ?? { '': [none] })
  })
  request.addEventListener('error', () => ended({ '': [say.broken] }))
  const data = new FormData(form, submitter)
  request.send(data)

  function ended (errors) {
    delete form.dataset.sending
    bar.hidden = true
    for (const button of form.querySelectorAll('[type="submit"]')) {
      button.disabled = false
      if ('wProgressLoadingValue' in button.dataset) button.dataset.wProgressLoadingValue = 'false'
    }
    words.replaceChildren(...Object.entries(errors).flatMap(([name, list]) => list.map((text) => {
      const line = document.createElement('p')
      const label = name && form.querySelector(`label[for$="${name}"]`)?.textContent.replace('*', '').trim()
      line.className = 'cg-uploads__refused'
      line.textContent = label ? `${label}: ${text}` : text
      return line
    })))
    words.focus()
  }
}

function sendingBar (form, say) {
  let box = form.querySelector('[data-sending-bar]')
  if (!box) {
    box = document.createElement('div')
    box.dataset.sendingBar = ''
    box.className = 'cg-sending'
    box.innerHTML = '<progress></progress><div tabindex="-1" role="status"></div>'
    form.append(box)
  }
  const [bar, words] = box.children
  bar.hidden = false
  bar.setAttribute('aria-label', say.bar)
  return { bar, words }
}

function inMegabytes (bytes) {
  return bytes > 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`
}
