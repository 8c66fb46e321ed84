// Classroom mode, on the site and from the offline pack: full screen, captions on, stops to talk, a calm end.
// The film is fetched whole in the background, so that it plays on when the network drops.
const stage = document.getElementById('stage')
const video = stage.querySelector('video')
const say = stage.dataset
const screens = [...stage.querySelectorAll('[data-screen]')]
const pauses = JSON.parse(document.getElementById('pauses').textContent)
const cues = JSON.parse(document.getElementById('cues').textContent)
const talk = stage.querySelector('[data-talk]')
const status = stage.querySelector('[data-status]')
const offline = location.protocol === 'file:'
const whole = new Map() // address of a film → the film itself, once all of it is here
let passed = 0 // stops that are behind us

document.documentElement.classList.add('cr-live')

// --- Screens

function show (name) {
  for (const screen of screens) screen.hidden = screen.dataset.screen !== name
  const screen = screens.find((each) => each.dataset.screen === name)
  const first = screen.querySelector('[data-first]') ?? screen.querySelector('button')
  first?.focus()
}

// --- Captions: written into the page, so that they need neither a file nor a network

function caption () {
  for (const track of video.querySelectorAll('track')) track.remove()
  const track = video.addTextTrack('captions', say.captions, 'en-GB')
  for (const { start, end, text } of cues) track.addCue(new VTTCue(start, end, text))
  track.mode = 'showing'
  return track
}
const captions = caption()

function toggleCaptions () {
  captions.mode = captions.mode === 'showing' ? 'hidden' : 'showing'
  stage.querySelector('[data-do="captions"]').setAttribute('aria-pressed', captions.mode === 'showing')
}

// --- The film, and the whole of it kept for when the network drops

const chosen = () => stage.querySelector('[name="version"]:checked')?.value ?? video.dataset.src

async function fetchWhole (address) {
  if (offline || whole.has(address)) return
  whole.set(address, null)
  try {
    const reply = await fetch(address, { credentials: 'same-origin' })
    if (!reply.ok) throw new Error(reply.status)
    const size = Number(reply.headers.get('Content-Length'))
    const pieces = []
    let got = 0
    for (const reader = reply.body.getReader(); ;) {
      const { done, value } = await reader.read()
      if (done) break
      pieces.push(value)
      got += value.length
      if (size) tell(say.loading.replace('%(share)s', Math.floor(100 * got / size)))
    }
    whole.set(address, URL.createObjectURL(new Blob(pieces, { type: 'video/mp4' })))
    tell(say.ready)
    if (video.paused && chosen() === address) use(address)
  } catch {
    whole.delete(address)
    tell(say.waiting)
    setTimeout(() => fetchWhole(address), 5000)
  }
}

const tell = (words) => { if (status.textContent !== words) status.textContent = words }

/** Play this film, from where we are, from what is here if all of it is. */
function use (address) {
  const source = whole.get(address) || address
  if (video.currentSrc === source || video.getAttribute('src') === source) return
  const at = video.currentTime
  const playing = !video.paused
  video.src = source
  video.addEventListener('loadedmetadata', () => {
    video.currentTime = at
    if (playing) video.play()
  }, { once: true })
}

for (const trouble of ['error', 'stalled', 'waiting']) {
  video.addEventListener(trouble, () => { if (whole.get(chosen())) use(chosen()) })
}

// --- Playing

function start () {
  document.documentElement.requestFullscreen?.().catch(() => {})
  use(chosen())
  passed = 0
  show('film')
  video.play()
}

const stops = () => stage.querySelector('[name="stops"]')?.checked ?? true

video.addEventListener('timeupdate', () => {
  if (video.seeking) return
  const next = pauses[passed]
  if (!next || video.currentTime < next.at) return
  passed += 1
  if (video.paused || !stops() || video.currentTime > next.at + 2) return
  video.pause()
  discuss(next)
})
video.addEventListener('seeked', () => { passed = pauses.filter((pause) => pause.at < video.currentTime - 0.3).length })
video.addEventListener('pause', () => { if (whole.get(chosen())) use(chosen()) })
video.addEventListener('ended', end)
video.addEventListener('play', mark)
video.addEventListener('pause', mark)

function mark () {
  const button = stage.querySelector('[data-do="play"]')
  button.querySelector('span').textContent = video.paused ? say.play : say.pause
}

function discuss ({ heading, prompts }) {
  talk.querySelector('h1').textContent = heading
  talk.querySelector('ul').replaceChildren(...prompts.map((prompt) => {
    const line = document.createElement('li')
    line.textContent = prompt
    return line
  }))
  show('talk')
}

function carryOn () {
  show('film')
  video.play()
}

function end () {
  show('end')
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
}

const actions = {
  start,
  play: () => video.paused ? video.play() : video.pause(),
  back: () => { video.currentTime = Math.max(0, video.currentTime - 10) },
  forward: () => { video.currentTime = Math.min(video.duration || 0, video.currentTime + 10) },
  captions: toggleCaptions,
  slower: () => {
    video.playbackRate = video.playbackRate === 1 ? 0.75 : 1
    stage.querySelector('[data-do="slower"]').setAttribute('aria-pressed', video.playbackRate !== 1)
  },
  full: () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.(),
  on: carryOn,
  again: () => { video.currentTime = 0; start() },
  end: () => { video.pause(); end() }
}
stage.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]')
  if (button) actions[button.dataset.do]()
})

const keys = { k: 'play', ' ': 'play', j: 'back', ArrowLeft: 'back', l: 'forward', ArrowRight: 'forward', c: 'captions', f: 'full', s: 'slower' }
document.addEventListener('keydown', (event) => {
  const on = screens.find((each) => !each.hidden)?.dataset.screen
  if (on !== 'film' || event.ctrlKey || event.metaKey || event.altKey) return
  const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!action || (event.key === ' ' && event.target.closest('button, video'))) return
  if (event.target === video && event.key.startsWith('Arrow')) return // the player's own keys do it already
  event.preventDefault()
  actions[action]()
})

for (const choice of stage.querySelectorAll('[name="version"]')) {
  choice.addEventListener('change', () => { use(chosen()); fetchWhole(chosen()) })
}

show('start')
use(chosen())
fetchWhole(chosen())
