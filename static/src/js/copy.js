// A button that copies words from the page. Without scripts it stays hidden, and the words can be marked by hand.
for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) break
  button.hidden = false
  const words = button.textContent
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
    button.textContent = button.dataset.done
    setTimeout(() => { button.textContent = words }, 2500)
  })
}
