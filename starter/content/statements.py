"""What the law asks of the site: accessibility statement, privacy notice, cookies."""

ACCESSIBILITY = {
    "title": "Accessibility statement",
    "slug": "accessibility",
    "introduction": "We want everyone to be able to use this website. This page says what works and what does not yet.",
    "search_description": "How accessible this website is, what does not work yet, and how to tell us.",
    "body": [
        (
            "text",
            """
<p>This statement is for the Common Ground website of {partnership_name}. The council runs it.</p>
<p>You should be able to:</p>
<ul>
<li>make the text up to 2 times as big and still read each page</li>
<li>use each page on a narrow phone, without scrolling sideways</li>
<li>use everything with a keyboard alone</li>
<li>watch the film with captions, or read all of it as text</li>
<li>use everything without JavaScript. Where the film cannot be tracked, read the transcript. It counts the same.</li>
</ul>
<p>We write in plain words. If you have a disability, <a href="https://mcmw.abilitynet.org.uk/">AbilityNet</a> has advice on making your device easier to use.</p>
<h2>How accessible this website is</h2>
<p>The rules are the Web Content Accessibility Guidelines (WCAG) version 2.2, at level AA. We built this website to meet them.</p>
<p>This website is <b>partially compliant</b> with WCAG 2.2 AA. That is because of what we have not tested yet, and the points below.</p>
<h2>What does not work yet, or is not tested</h2>
<ul>
<li><b>No independent check.</b> Nobody from outside has checked this website yet.</li>
<li><b>Assistive technology.</b> People who use screen readers, magnifiers, switches or voice control have not tested it yet. So there may be problems that we do not know of.</li>
<li><b>PDF files.</b> The certificate and the form for schools are PDF files. They have headings and labels for screen readers, but we have not tested them with one. They may not meet WCAG 1.3.1 (info and relationships) or 4.1.2 (name, role, value). Each certificate is also a web page. You can ask for the form in another format.</li>
<li><b>The film.</b> It has captions and a transcript. It has no separate audio description, because the speaker says all that the picture shows. It has no sign language.</li>
</ul>
<h2>How we tested this website</h2>
<p>We tested it ourselves in November 2026:</p>
<ul>
<li>with axe, a tool that finds some kinds of fault, in the Chromium browser</li>
<li>with a keyboard alone</li>
<li>on a screen 360 pixels wide.</li>
</ul>
<p>A tool finds only part of the faults. So an independent check and tests with disabled people come next.</p>
<h2>Tell us about a problem, or ask for another format</h2>
<p>Write to {partnership_email_link}. Say which page it is and what you need: large print, easy read, audio or braille, for example. We answer within 10 working days.</p>
<p>Do not write about a child, a group or a place. We cannot take reports by e-mail.</p>
<h2>If you are not happy with our answer</h2>
<p>The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. We call them the accessibility regulations.</p>
<p>If you are not happy with how we answer, contact the <a href="https://www.equalityadvisoryservice.com/">Equality Advisory and Support Service (EASS)</a>.</p>
<h2>About this statement</h2>
<p>We wrote this statement on {checked_on}. We look at it again when the website changes, and at least once a year.</p>
""",
        ),
    ],
}

PRIVACY = {
    "title": "Privacy notice",
    "slug": "privacy",
    "introduction": "What we know about you, where it comes from, and what you can ask us to do.",
    "search_description": "What this website keeps about you, where it comes from, and your rights.",
    "body": [
        (
            "text",
            """
<h2>Who we are</h2>
<p>{council_name} runs this website for {partnership_name}. It is the “controller”. This means that it decides how your data are used and answers for it. Write to {partnership_email_link}. You can ask for the data protection officer.</p>
<h2>Why we have your data</h2>
<p>The council’s Board asked that all school governors learn about contextual safeguarding. We need to know who they are, send them the briefing, and show who has been reached. The law calls this a public task: UK GDPR, Article 6(1)(e). We do not ask for your consent, and our e-mails are not adverts.</p>
<h2>Where your data come from</h2>
<ul>
<li><b>The national register of schools</b>, “Get information about schools” (GIAS). It is public. It gives your name, your role, your board, your dates in office and who appointed you.</li>
<li><b>The clerk of your board</b>. The clerk gives us your e-mail address.</li>
<li><b>The council’s list of councillors</b>, if you are one. We leave out home addresses.</li>
<li><b>You</b>, when you use this website.</li>
</ul>
<p>We did not get most of this from you. So we tell you in our first e-mail (UK GDPR, Article 14).</p>
<h2>What we keep</h2>
<ul>
<li>your name</li>
<li>your roles and boards, with dates (we call them appointments)</li>
<li>your e-mail addresses</li>
<li>the messages we sent you, and if they arrived</li>
<li>your progress: which parts of the film you have seen, which steps you have done, and your answers</li>
<li>proof that you finished: what, when, and how you did it</li>
<li>when you signed in.</li>
</ul>
<p>We keep nothing about pupils. Pupils have no accounts here.</p>
<h2>What we do not do</h2>
<ul>
<li>We do not track you. There are no adverts and no tools that count visits.</li>
<li>We do not track if you open an e-mail.</li>
<li>We do not sell your data.</li>
<li>No computer makes a decision about you on its own.</li>
</ul>
<h2>Who sees it</h2>
<ul>
<li>The council’s officers who run the briefings.</li>
<li>The clerk of your board sees who on the board has done the briefing, and your address. The chair of governors sees who has done it. Neither sees your answers.</li>
<li>The council’s Board sees numbers, not names.</li>
<li>If you give somebody the code on your certificate, they can check that it is real.</li>
<li>Companies that run the computers or send the e-mails for the council, if it uses any. They may only do what the council tells them.</li>
</ul>
<h2>How long we keep it</h2>
<p>The council’s retention schedule sets how long. When the time is up, we delete your name and addresses. The number of people who did a briefing stays, without names.</p>
<h2>Your rights</h2>
<p>You can ask us to:</p>
<ul>
<li>show you what we have about you</li>
<li>put it right if it is wrong</li>
<li>delete it, in some cases</li>
<li>use it less while we look into a problem.</li>
</ul>
<p><b>You can object</b> (UK GDPR, Article 21). This counts for all our e-mails, also those that are part of our task. Tell us why. We then stop, unless we have a strong reason to go on, and we tell you the reason.</p>
<p>Write to {partnership_email_link}. It is free. We answer within 1 month.</p>
<p>If you are not happy with our answer, you can <a href="https://ico.org.uk/make-a-complaint/">complain to the Information Commissioner’s Office (ICO)</a>.</p>
<h2>On a shared computer</h2>
<p>Sign out when you have finished. Then the next person cannot see your page. <a href="/cookies/">Cookies</a> says what stays in the browser.</p>
<h2>Do not send us anything about a child</h2>
<p>We cannot take reports here. Go to <a href="/worried/">Worried about a child?</a></p>
<p>We last changed this notice on {checked_on}.</p>
""",
        ),
    ],
}

COOKIES = {
    "title": "Cookies",
    "slug": "cookies",
    "introduction": "Cookies are small notes that a website leaves in your browser. We use only those that we need.",
    "search_description": "The cookies that this website sets, what they are for and how long they stay.",
    "body": [
        (
            "text",
            """
<p>You can read our pages without any cookie. We set one only when you sign in or open a form that you can send.</p>
<p>The law lets us set these cookies without asking you, because the website cannot do what you ask without them. There are no cookies for adverts, and none that count visits.</p>
<h2>The cookies</h2>
<ul>
<li><b>sessionid</b> keeps you signed in. It goes when you sign out, or after 14 days.</li>
<li><b>csrftoken</b> shows us that a form was sent by you, from our page. It stays for up to 1 year.</li>
<li><b>messages</b> holds a short note for you, such as “Saved”. It goes when you have seen the note.</li>
<li><b>cg_browser</b> ties the link in your e-mail to the browser in which you first opened it. So nobody else can use your link. It is set when you press the button that the link shows you. It stays for 90 days.</li>
</ul>
<h2>If you block cookies</h2>
<p>You can still read everything. But you cannot sign in, so we cannot record that you did the briefing.</p>
<h2>On a shared computer</h2>
<p>Sign out when you have finished. To remove the rest, clear the cookies of this website in your browser’s settings.</p>
<p>We last checked this page on {checked_on}.</p>
""",
        ),
    ],
}
