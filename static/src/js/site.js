// Every page: tells GOV.UK Frontend that scripts run, and loads it only where a part asks for it.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

const address = document.querySelector('script[data-govuk]')?.dataset.govuk
if (address && document.querySelector('[data-module]')) {
  import(address).then(({ initAll }) => initAll())
}

// A button or link that is not ready says why instead of going on.
document.addEventListener('click', (event) => {
  const notReady = event.target.closest('[data-continue][aria-disabled="true"]')
  if (!notReady) return
  event.preventDefault()
  sayWhy(notReady)
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.target.matches('a[data-continue][aria-disabled="true"]')) sayWhy(event.target)
})

function sayWhy (element) {
  const why = document.getElementById(element.getAttribute('aria-describedby'))
  const announcer = document.querySelector('[data-announce]')
  if (!why || !announcer) return
  announcer.textContent = ''
  setTimeout(() => { announcer.textContent = why.textContent.trim() }, 100)
}
