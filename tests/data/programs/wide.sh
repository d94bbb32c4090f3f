# Wide, combining and joined characters, at the edges of a terminal of 31 columns too, and halves of wide ones
# overwritten; then waits.
line() { printf '%b\r\n' "$1"; }
line '日本語のテキスト 한국어 中文字符'
line '一二三四五六七八九十一二三四五六七八九十一二三四五'
line 'x一二三四五六七八九十一二三四五六七八九十一二三四五'
line '😀 🎉 🚀 👍🏽 👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ❤️ ☎︎ 1️⃣'
line 'e\u0301 a\u0308 o\u0302\u0323 ñ n\u0303 \u1112\u1161\u11ab Z\u0351\u036b\u0343\u036a\u0302'
line '日\u0301本\u0308 ก็ คำ हिन्दी עִבְרִית العَرَبِيَّة'
line 'zero\u200bwidth non\u2060joiner soft\u00adhyphen'
line '012345678901234567890123456789日'
line '0123456789012345678901234567890e\u0301'
line '０１２３ fullwidth ｱｲｳ halfwidth'
printf '世界世界世界世界\033[3Dx\033[6Dy\033[1D\033[1P\r\n'
printf '\033[41m漢字\033[42m漢字\033[0m漢字\033[5D\033[44m-\033[0m\r\n'
printf '漢字漢字\r\033[1C\033[2X\r\n漢字漢字\r\033[3C\033[1@\r\n'
printf '\033[1;4m太字\033[0m\033[7m反転\033[0m\r\nTHE-END日'
read -r _
