"""Where to turn: "Worried about a child?" and "How can I help?"."""

WORRIED = {
    "title": "Worried about a child?",
    "slug": "worried",
    "introduction": "You don’t have to be sure. Call and tell someone today.",
    "audience": "worried",
    "show_exit": True,
    "search_description": "Who to call in {area_name} when you are worried about a child, and who answers now.",
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
<p>If you cannot reach the DSL, or you are still worried after you told them, call {team_name} yourself. Anyone can.</p>
<h2>If it’s about an adult who works at a school</h2>
<ul>
<li><b>About a member of staff, a volunteer or supply staff:</b> tell the headteacher the same day.</li>
<li><b>About the headteacher:</b> tell the chair of governors the same day. The chair brings in the local authority designated officer that day. Most people say “the LADO”.</li>
<li><b>A child is in danger:</b> call <a href="tel:999">999</a> first.</li>
</ul>
<p>In an independent school without governors, tell the proprietor. In a pupil referral unit, tell the chair of the management committee.</p>
<p>If the adult works somewhere else, or you can’t reach the person to tell, call {team_name} yourself. Anyone can.</p>
<h2>If you’re a chair of governors</h2>
<p>If the worry is about your headteacher, it comes to you as chair. Don’t look into it and don’t question anyone. Ring the LADO the same day. If a child is in danger, ring 999 first.</p>
<p>If the LADO can’t be reached, don’t wait until tomorrow: call {team_name}, or the out-of-hours team when {team_name} is closed.</p>
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
    "search_description": "How councillors, residents and anyone else can help, and who to call in {area_name}.",
    "body": [
        (
            "text",
            """
<h2>Call {team_name}</h2>
<p>{team_name} is {area_name}’s contact and referral team. It is the point of contact for everyone: councillors, residents, shopkeepers and people at work. If a child is in danger now, call 999.</p>
<h2>If you are a ward councillor</h2>
<ul>
<li>If a resident tells you about a child, pass it to {team_name} the same day. Tell them how they can call too.</li>
<li>If a lamp is broken or a hedge hides a path, report it in the usual way. If children may be at risk there, call {team_name} as well.</li>
<li>Ask for what lasts: youth workers, things to do, and a say for young people.</li>
</ul>
<p>There is a <a href="/learn/ward-councillors/">4-minute briefing for ward councillors</a>.</p>
<h2>If you live or work nearby</h2>
<ul>
<li>Be a friendly face. Young people are safer where adults know them and are kind to them.</li>
<li>If you run a shop, a kiosk or a bus, you see a lot. If something about a child worries you, call {team_name}.</li>
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
                    "Do not send us anything about a child, a group or a place. Call {team_name}.</p>"
                )
            },
        ),
    ],
}
