"""The demonstration council's pages. Plain data; fields are those of the page models in `cms`.

`{"page": "<path>"}` points at another page by its path; `{"document": "<file>"}` at a file in
this folder. What an officer must confirm is in `to-confirm.md`.
"""

from datetime import date

PARTNERSHIP = {
    "name": "Halton Safeguarding Children Partnership",
    "council_name": "Halton Borough Council",
    "contact_email": "safeguarding.partnership@council.example",
    "demo": True,
}

HOME = {
    "title": "Common Ground",
    "slug": "home",
    "heading": "Keeping young people safe beyond the front door",
    "introduction": (
        "Harm can happen in a park, a bus station, a group of friends or online. "
        "Learn how the places around our children can be made safer, and what you can do."
    ),
    "main_module": {"page": "learn/contextual-safeguarding"},
    "search_description": "Learn how the places around our children can be made safer, and what you can do.",
    "doors": [
        {
            "heading": "School governors",
            "text": "Do your briefing. It takes about 12 minutes, and you get a certificate.",
            "page": {"page": "learn/contextual-safeguarding"},
            "address": "",
            "note": "",
            "colour": "evergreen",
        },
        {
            "heading": "Councillors",
            "text": "How you can help in your ward, and who to call when something worries you.",
            "page": {"page": "learn/ward-councillors"},
            "address": "",
            "note": "",
            "colour": "dusk",
        },
        {
            "heading": "Partners",
            "text": "Book a place at the January workshop for you and your colleagues.",
            "page": None,
            "address": "/workshops/",
            "note": "",
            "colour": "clay",
        },
        {
            "heading": "Clerks",
            "text": "Your boards: who has done the briefing, who has not, and who has no address.",
            "page": None,
            "address": "/boards/",
            "note": "",
            "colour": "ochre",
        },
        {
            "heading": "Schools",
            "text": "Films and lesson plans for pupils, ready to show, also without the internet.",
            "page": {"page": "films-for-schools"},
            "address": "",
            "note": "",
            "colour": "moss",
        },
    ],
    "parts_heading": "The 4 parts",
    "parts": [
        {
            "plain": "Change the place",
            "term": "Target",
            "text": "Look at the park, the bus station or the group of friends, not only at one child.",
        },
        {
            "plain": "Keep it child protection",
            "term": "Legislative framework",
            "text": "Use the laws that protect children. Every child who has been hurt comes first.",
        },
        {
            "plain": "Work together",
            "term": "Partnerships",
            "text": "Youth workers, park staff, shopkeepers, schools, the police, and young people themselves.",
        },
        {
            "plain": "Check that it worked",
            "term": "Outcomes measurement",
            "text": "Do young people say that the place is safer?",
        },
    ],
}

LEARN = {
    "title": "Briefings",
    "slug": "learn",
    "introduction": "Short briefings on keeping young people safe outside the home. Anyone can read them.",
}

WORRIED = {
    "title": "Worried about a child?",
    "slug": "worried",
    "introduction": "You don’t have to be sure. Call and tell someone today.",
    "audience": "worried",
    "show_exit": True,
    "search_description": "Who to call in Halton when you are worried about a child, and who answers now.",
    "body": [
        (
            "text",
            """
<h2>If you are a child or young person</h2>
<p>You can talk to Childline about anything. It’s free, day and night. You can also tell an adult you trust, such as a teacher.</p>
<p>What happened is not your fault.</p>
<h2>If you can’t speak or can’t hear on the phone</h2>
<ul>
<li><b>You can’t speak:</b> call 999 from a mobile, then press 55.</li>
<li><b>British Sign Language:</b> use 999 BSL, the app or the website. You don’t have to register. It needs mobile data or Wi-Fi.</li>
<li><b>Text 999:</b> this works only if you’ve registered. Text “register” to 999 and answer “yes”.</li>
<li><b>Relay UK:</b> use the Relay UK app, or call 18000 on a textphone instead of 999.</li>
<li><b>Police, not urgent:</b> with Relay UK or a textphone, call 18001 101.</li>
</ul>
<h2>If you are at a school</h2>
<p>Tell the designated safeguarding lead. This is the person in each school who leads on keeping children safe. Most people say “the DSL”.</p>
<p>If you cannot reach the DSL, or you are still worried after you told them, call iCART yourself. Anyone can.</p>
<h2>If it’s about an adult who works at a school</h2>
<ul>
<li><b>About a member of staff, a volunteer or supply staff:</b> tell the headteacher the same day.</li>
<li><b>About the headteacher:</b> tell the chair of governors the same day. The chair brings in the local authority designated officer that day. Most people say “the LADO”.</li>
<li><b>A child is in danger:</b> call <a href="tel:999">999</a> first.</li>
</ul>
<p>In an independent school without governors, tell the proprietor. In a pupil referral unit, tell the chair of the management committee.</p>
<p>If the adult works somewhere else, or you can’t reach the person to tell, call iCART yourself. Anyone can.</p>
<h2>If you’re a chair of governors</h2>
<p>If the worry is about your headteacher, it comes to you as chair. Don’t look into it and don’t question anyone. Ring the LADO the same day. If a child is in danger, ring 999 first.</p>
<p>If the LADO can’t be reached, don’t wait until tomorrow: call iCART, or the out-of-hours team when iCART is closed.</p>
<h2>When you call</h2>
<ul>
<li>Say what worries you, and what you saw or heard.</li>
<li>Say who the child is and where they are, if you know.</li>
<li>It is fine not to know everything. Say so.</li>
</ul>
<h2>If a child tells you something</h2>
<ul>
<li>Listen, and stay calm.</li>
<li>Do not promise to keep it secret.</li>
<li>Do not question the child or look into it yourself.</li>
<li>Write down what the child said, as soon as you can. Keep it safe. Give it only to those you tell.</li>
</ul>
<h2>If you want to leave this page fast</h2>
<p>“Exit this page” takes you to another website. It does not hide that you were here. Your browser’s history still shows it.</p>
""",
        ),
        (
            "notice",
            {
                "text": (
                    "<p>We cannot take a report on this website or by e-mail. "
                    "Do not send us anything about a child, a group or a place. Call.</p>"
                )
            },
        ),
    ],
}

HELP = {
    "title": "How can I help?",
    "slug": "help",
    "introduction": "You can help to keep young people safe. Know who to call, and what to leave to others.",
    "audience": "help",
    "show_exit": False,
    "search_description": "How councillors, residents and anyone else can help, and who to call in Halton.",
    "body": [
        (
            "text",
            """
<h2>Call iCART</h2>
<p>iCART is Halton’s contact and referral team. It is the point of contact for everyone: councillors, residents, shopkeepers and people at work. If a child is in danger now, call 999.</p>
<h2>If you are a ward councillor</h2>
<ul>
<li>If a resident tells you about a child, pass it to iCART the same day. Tell them how they can call too.</li>
<li>If a lamp is broken or a hedge hides a path, report it in the usual way. If children may be at risk there, call iCART as well.</li>
<li>Ask for what lasts: youth workers, things to do, and a say for young people.</li>
</ul>
<p>There is a <a href="/learn/ward-councillors/">4-minute briefing for ward councillors</a>.</p>
<h2>If you live or work nearby</h2>
<ul>
<li>Be a friendly face. Young people are safer where adults know them and are kind to them.</li>
<li>If you run a shop, a kiosk or a bus, you see a lot. If something about a child worries you, call iCART.</li>
<li>Speak well of young people. Some are seen as older than they are, and get less care. Racism makes this worse.</li>
</ul>
<h2>What to leave to others</h2>
<ul>
<li>Do not investigate, follow anyone or take photos.</li>
<li>Do not question a child.</li>
<li>Do not name a child, a group or a place online. It can lead people to a child.</li>
<li>Do not just ask for young people to be moved on. Then nothing about the place has changed.</li>
</ul>
<h2>Is this only after harm is done?</h2>
<p>No. Contextual safeguarding aims to change a place before the next child is hurt. A child who has been hurt is always helped first. You can <a href="/learn/contextual-safeguarding/">read the briefing for governors</a>. Anyone can.</p>
""",
        ),
        (
            "notice",
            {
                "text": (
                    "<p>We cannot take a report on this website or by e-mail. "
                    "Do not send us anything about a child, a group or a place. Call iCART.</p>"
                )
            },
        ),
    ],
}

MISSING = {
    "title": "When a child is missing from school",
    "slug": "missing-from-school",
    "introduction": "What schools do when a child is missing, suspended, or on a part-time timetable.",
    "search_description": (  # "reduced timetable" is what some people search for
        "What schools in Halton do when a child is missing, suspended, permanently excluded "
        "or on a part-time timetable (reduced timetable)."
    ),
    "body": [
        (
            "text",
            """
<p>A child who isn’t in school may be less safe, so each school has to act. This page sums up how it’s done in Halton. Your school’s own policy says more.</p>
<h2>If a child is missing</h2>
<p>The school tries the child’s home. If nobody knows where the child is, and that’s out of character or the child may be at risk, the school tells the police and children’s services. The police hold case planning meetings, where those who know the child plan together what to do.</p>
<p>If you think a child is in danger now, call 999. Don’t wait for the school.</p>
<h2>If a child is suspended or permanently excluded</h2>
<p><b>Suspended</b> means that the child must stay away from school for a fixed time. <b>Permanently excluded</b> means for good. Sending a child home without either is unlawful.</p>
<ul>
<li>The headteacher tells the parents and the council without delay, however short the suspension. If the child has a social worker or a virtual school head, they’re told too.</li>
<li>For the first 5 school days the school sets work, and parents keep the child out of public places in school hours.</li>
<li>From the 6th school day the child is taught full time somewhere else.</li>
</ul>
<h2>If a child is on a part-time timetable</h2>
<p>The child is in school for fewer hours than others. It’s for exceptional cases: the parents agree to it, it’s reviewed and it has an end date. It’s never a way to manage behaviour.</p>
<h2>Telling the education welfare service</h2>
<p>For a suspension, a permanent exclusion or a part-time timetable, Halton asks schools to tell the council’s education welfare service on a pro forma: a form that asks each school for the same facts.</p>
""",
        ),
        (
            "document",
            {
                "document": {"document": "missing-pro-forma.pdf"},
                "label": "Pro forma: suspension, permanent exclusion or part-time timetable (PDF, 2 pages, for schools)",
                "text": (
                    "For schools only. Fill it in on your own computer. Send it by your school’s own secure route. "
                    "Do not send it through this website."
                ),
            },
        ),
        (
            "text",
            """
<p>If you cannot use the PDF, ask the education welfare service for it in another format.</p>
<h2>What governors can ask</h2>
<ul>
<li>How many of our pupils are suspended, permanently excluded or on a part-time timetable? Which groups of pupils does it happen to most?</li>
<li>What do we know about where they are, and who is with them?</li>
<li>When does each part-time timetable end?</li>
</ul>
<p>Ask about numbers and patterns, never about a child. In a small school, even a number can point to a child.</p>
<h2>If you are worried about a child</h2>
<p>The form does not take the place of a call. Go to <a href="/worried/">Worried about a child?</a></p>
""",
        ),
    ],
}

ACCESSIBILITY = {
    "title": "Accessibility statement",
    "slug": "accessibility",
    "introduction": "We want everyone to be able to use this website. This page says what works and what does not yet.",
    "search_description": "How accessible this website is, what does not work yet, and how to tell us.",
    "body": [
        (
            "text",
            f"""
<p>This statement is for the Common Ground website of Halton Safeguarding Children Partnership (HSCP). The council runs it. This is a demonstration, so the schools and the people in it are invented.</p>
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
<p>Write to <a href="mailto:{PARTNERSHIP["contact_email"]}">{PARTNERSHIP["contact_email"]}</a>. Say which page it is and what you need: large print, easy read, audio or braille, for example. We answer within 10 working days.</p>
<p>Do not write about a child, a group or a place. We cannot take reports by e-mail.</p>
<h2>If you are not happy with our answer</h2>
<p>The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. We call them the accessibility regulations.</p>
<p>If you are not happy with how we answer, contact the <a href="https://www.equalityadvisoryservice.com/">Equality Advisory and Support Service (EASS)</a>.</p>
<h2>About this statement</h2>
<p>We wrote this statement on 23 November 2026. We look at it again when the website changes, and at least once a year.</p>
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
            "notice",
            {
                "text": (
                    "<p>This is the demonstration council. The people and schools in it are invented, and no mail "
                    "leaves it. A council that uses this website puts its own facts here.</p>"
                )
            },
        ),
        (
            "text",
            f"""
<h2>Who we are</h2>
<p>Halton Borough Council runs this website for Halton Safeguarding Children Partnership (HSCP). It is the “controller”. This means that it decides how your data are used and answers for it. Write to <a href="mailto:{PARTNERSHIP["contact_email"]}">{PARTNERSHIP["contact_email"]}</a>. You can ask for the data protection officer.</p>
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
<p>Write to <a href="mailto:{PARTNERSHIP["contact_email"]}">{PARTNERSHIP["contact_email"]}</a>. It is free. We answer within 1 month.</p>
<p>If you are not happy with our answer, you can <a href="https://ico.org.uk/make-a-complaint/">complain to the Information Commissioner’s Office (ICO)</a>.</p>
<h2>On a shared computer</h2>
<p>Sign out when you have finished. Then the next person cannot see your page. <a href="/cookies/">Cookies</a> says what stays in the browser.</p>
<h2>Do not send us anything about a child</h2>
<p>We cannot take reports here. Go to <a href="/worried/">Worried about a child?</a></p>
<p>We last changed this notice on 23 November 2026.</p>
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
<p>We last checked this page on 23 November 2026.</p>
""",
        ),
    ],
}

CHECKED_ON = date(2026, 11, 23)
PAGES = [HOME, LEARN, WORRIED, HELP, MISSING, ACCESSIBILITY, PRIVACY, COOKIES]
