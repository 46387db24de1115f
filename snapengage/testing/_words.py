"""What visitors and agents say, in the languages of the places where the fakes' visitors are.

The order of everything here is part of what a seed means: a change to it changes every fake, and so is for a new major
version alone. Names are made up, and mail goes to the domains that RFC 2606 keeps for examples.
"""

from typing import NamedTuple

__all__ = ["PASTED", "WORDS", "Words"]


class Words(NamedTuple):
    """What is said in one language."""

    names: tuple[tuple[str, str], ...]
    """Visitors: the name as it is written there, and as it stands in a mail address."""
    openings: tuple[str, ...]
    """What a visitor says first, in a chat or in a message left behind."""
    greetings: tuple[str, ...]
    """What an agent says first."""
    questions: tuple[str, ...]
    """What a visitor says further on."""
    answers: tuple[str, ...]
    """What an agent says further on."""
    thanks: tuple[str, ...]
    """What a visitor says last."""
    farewells: tuple[str, ...]
    """What an agent says last."""


WORDS: dict[str, Words] = {
    "en": Words(
        (("Olivia Carter", "olivia.carter"), ("Sam O'Neill", "sam.oneill"), ("Priya Shah", "priya.shah")),
        ("Hi, I can't log in since this morning.", "Do you ship to Alaska?", "My order is late & I need it."),
        ("Hello, how may I help you?", "Hi there! Thanks for waiting."),
        ("Where do I find that?", "It says \"invalid code\", what now?", "Could you send it to my other address?"),
        ("Let me have a look.", "Please open Settings > Billing and try once more.", "Done, it takes a minute."),
        ("Great, thanks a lot!", "That worked, thank you :)"),
        ("You're welcome. Have a good day!", "Glad to help. Bye!"),
    ),
    "de": Words(
        (("Jürgen Groß", "juergen.gross"), ("Anna Müller", "anna.mueller"), ("Zoë Weiß", "zoe.weiss")),
        ("Guten Tag, die Rechnung stimmt nicht.", "Liefern Sie auch nach Österreich?", "Ich kann mich nicht anmelden."),
        ("Grüß Gott, wie kann ich helfen?", "Hallo, danke fürs Warten."),
        ("Wo finde ich das?", "Da steht „ungültiger Code“ – was nun?", "Geht das auch per Überweisung?"),
        ("Einen Augenblick, ich sehe nach.", "Bitte öffnen Sie Einstellungen > Konto.", "Das ist erledigt."),
        ("Prima, vielen Dank!", "Jetzt klappt's, danke schön."),
        ("Gern geschehen. Schönen Tag noch!", "Auf Wiederhören!"),
    ),
    "fr": Words(
        (("Chloé Lefèvre", "chloe.lefevre"), ("Noël Durand", "noel.durand"), ("Inès Garçon", "ines.garcon")),
        ("Bonjour, ma commande n'est pas arrivée.", "Livrez-vous à la Réunion ?", "J'ai oublié mon mot de passe."),
        ("Bonjour, que puis-je faire pour vous ?", "Bonjour, merci d'avoir patienté."),
        ("Où est-ce que je trouve ça ?", "Il affiche « code invalide »…", "Et si je paie par chèque ?"),
        ("Un instant, je vérifie.", "Ouvrez Réglages > Compte, puis réessayez.", "C'est fait, comptez une minute."),
        ("Parfait, merci beaucoup !", "Ça marche, merci."),
        ("Je vous en prie. Bonne journée !", "Avec plaisir, à bientôt."),
    ),
    "es": Words(
        (("Iñaki Núñez", "inaki.nunez"), ("Lucía Peña", "lucia.pena"), ("José Ibáñez", "jose.ibanez")),
        ("Hola, ¿puedo cambiar mi pedido?", "¿Cuánto cuesta el envío a Canarias?", "No puedo entrar en mi cuenta."),
        ("¡Buenos días! ¿En qué puedo ayudarle?", "Hola, gracias por esperar."),
        ("¿Dónde lo encuentro?", "Me dice «código no válido».", "¿Y mañana también?"),
        ("Un momento, lo compruebo.", "Abra Ajustes > Cuenta e inténtelo otra vez.", "Ya está, tarda un minuto."),
        ("¡Muchas gracias!", "Ahora sí funciona, gracias."),
        ("De nada, ¡que tenga un buen día!", "A su disposición."),
    ),
    "pt": Words(
        (("João Gonçalves", "joao.goncalves"), ("Conceição Lima", "conceicao.lima"), ("Luís Araújo", "luis.araujo")),
        ("Oi, meu pedido não chegou.", "Vocês entregam em Belém?", "Esqueci a senha e não recebo o e-mail."),
        ("Olá! Como posso ajudar?", "Bom dia, obrigado por aguardar."),
        ("Onde encontro isso?", "Aparece \"código inválido\", e agora?", "Posso pagar à vista?"),
        ("Só um instante, vou verificar.", "Abra Configurações > Conta e tente de novo.", "Pronto, leva um minuto."),
        ("Ótimo, muito obrigada!", "Deu certo, valeu!"),
        ("De nada. Tenha um bom dia!", "Até logo!"),
    ),
    "el": Words(
        (("Ελένη Νικολάου", "eleni.nikolaou"), ("Γιώργος Παππάς", "g.pappas"), ("Μαρία Ιωάννου", "maria.ioannou")),
        ("Καλημέρα, δεν μπορώ να συνδεθώ.", "Στέλνετε και στην Κρήτη;", "Η παραγγελία μου δεν έφτασε ακόμη."),
        ("Γεια σας, πώς μπορώ να βοηθήσω;", "Καλησπέρα, ευχαριστώ για την αναμονή."),
        ("Πού το βρίσκω αυτό;", "Γράφει «λάθος κωδικός».", "Μπορώ να πληρώσω με κάρτα;"),
        ("Ένα λεπτό, το κοιτάζω.", "Ανοίξτε τις Ρυθμίσεις και δοκιμάστε ξανά.", "Έγινε."),
        ("Τέλεια, ευχαριστώ πολύ!", "Δουλεύει, ευχαριστώ."),
        ("Παρακαλώ, καλή σας μέρα!", "Στη διάθεσή σας."),
    ),
    "uk": Words(
        (("Олена Шевчук", "olena.shevchuk"), ("Їржі Ґалаґан", "yirzhi.galagan"), ("Тарас Бойко", "taras.boiko")),
        ("Добрий день, не можу увійти.", "Чи доставляєте ви до Ужгорода?", "Моє замовлення ще не прийшло."),
        ("Вітаю, чим можу допомогти?", "Доброго дня, дякую за очікування."),
        ("Де це знайти?", "Пише «невірний код», що робити?", "А можна оплатити карткою?"),
        ("Хвилинку, зараз подивлюся.", "Відкрийте Налаштування й спробуйте ще раз.", "Готово."),
        ("Чудово, щиро дякую!", "Працює, дякую."),
        ("Прошу, гарного дня!", "Звертайтеся."),
    ),
    "he": Words(
        (("נועה לוי", "noa.levi"), ("יוסי כהן", "yossi.cohen"), ("תמר מזרחי", "tamar.mizrahi")),
        ("שלום, אני לא מצליח להתחבר.", "האם אתם שולחים לאילת?", "ההזמנה שלי עדיין לא הגיעה."),
        ("שלום, איך אפשר לעזור?", "היי, תודה על ההמתנה."),
        ("איפה אני מוצא את זה?", "כתוב \"קוד שגוי\" (E-42).", "אפשר לשלם באשראי?"),
        ("רגע, אני בודקת.", "נא לפתוח את ההגדרות ולנסות שוב.", "בוצע, זה לוקח דקה."),
        ("מעולה, תודה רבה!", "עובד, תודה."),
        ("בבקשה, יום נעים!", "לשירותך תמיד."),
    ),
    "ar": Words(
        (("ليلى حسن", "layla.hassan"), ("عمر فاروق", "omar.farouk"), ("مريم سالم", "mariam.salem")),
        ("مرحبا، لا أستطيع تسجيل الدخول.", "هل يوجد توصيل إلى أسوان؟", "لم يصل طلبي حتى الآن."),
        ("أهلا بك، كيف يمكنني مساعدتك؟", "مرحبا، شكرا على الانتظار."),
        ("أين أجد ذلك؟", "تظهر رسالة «رمز غير صحيح» رقم ٤٢.", "هل يمكنني الدفع بالبطاقة؟"),
        ("لحظة من فضلك، سأتحقق.", "افتح الإعدادات ثم حاول مرة أخرى.", "تم ذلك."),
        ("رائع، شكرا جزيلا!", "نجح الأمر، شكرا."),
        ("على الرحب والسعة، يوما سعيدا!", "في خدمتك دائما."),
    ),
    "hi": Words(
        (("अनीता शर्मा", "anita.sharma"), ("रोहित वर्मा", "rohit.verma"), ("दीप्ति जोशी", "deepti.joshi")),
        ("नमस्ते, मैं लॉग इन नहीं कर पा रहा हूँ।", "क्या आप लद्दाख तक भेजते हैं?", "मेरा ऑर्डर अभी तक नहीं आया।"),
        ("नमस्ते, मैं आपकी क्या मदद कर सकती हूँ?", "प्रतीक्षा के लिए धन्यवाद।"),
        ("यह कहाँ मिलेगा?", "\"अमान्य कोड\" लिखा आ रहा है।", "क्या मैं कार्ड से भुगतान कर सकता हूँ?"),
        ("एक क्षण, मैं देखती हूँ।", "कृपया सेटिंग्स खोलकर फिर से कोशिश करें।", "हो गया।"),
        ("बहुत अच्छा, धन्यवाद!", "अब चल गया, शुक्रिया।"),
        ("आपका स्वागत है। शुभ दिन!", "फिर मिलेंगे।"),
    ),
    "zh": Words(
        (("王小明", "xiaoming.wang"), ("李娜", "na.li"), ("陈雨𠮷", "yuji.chen")),
        ("你好,我无法登录。", "请问可以寄到拉萨吗?", "我的订单还没有到,能查一下吗?"),
        ("您好,请问有什么可以帮您?", "您好,让您久等了。"),
        ("在哪里可以找到?", "显示“验证码无效”,怎么办?", "可以用信用卡付款吗?"),
        ("请稍等,我看一下。", "请打开“设置”,然后再试一次。", "已经处理好了。"),
        ("太好了,谢谢!", "可以了,非常感谢。"),
        ("不客气,祝您愉快!", "再见!"),
    ),
    "ja": Words(
        (("佐藤 花子", "hanako.sato"), ("鈴木 一郎", "ichiro.suzuki"), ("髙橋 さくら", "sakura.takahashi")),
        ("こんにちは。ログインできません。", "沖縄への配送は可能ですか?", "注文した商品がまだ届いていません。"),
        ("お問い合わせありがとうございます。", "お待たせいたしました。ご用件をどうぞ。"),
        ("それはどこにありますか?", "「無効なコード」と表示されます。", "カードで支払えますか?"),
        ("少々お待ちください。", "設定を開いて、もう一度お試しください。", "手続きが完了しました。"),
        ("できました。ありがとうございます!", "助かりました。"),
        ("どういたしまして。よい一日を。", "またのご利用をお待ちしております。"),
    ),
    "ko": Words(
        (("김서연", "seoyeon.kim"), ("박민준", "minjun.park"), ("이하늘", "haneul.lee")),
        ("안녕하세요, 로그인이 안 돼요.", "제주도까지 배송되나요?", "주문한 상품이 아직 안 왔어요."),
        ("안녕하세요, 무엇을 도와드릴까요?", "기다려 주셔서 감사합니다."),
        ("그건 어디에 있나요?", "\"잘못된 코드\"라고 나와요.", "카드로 결제할 수 있나요?"),
        ("잠시만요, 확인해 보겠습니다.", "설정을 열고 다시 시도해 주세요.", "처리되었습니다."),
        ("네, 감사합니다!", "이제 됩니다. 고맙습니다."),
        ("천만에요. 좋은 하루 되세요!", "언제든지 문의해 주세요."),
    ),
    "th": Words(
        (("สมชาย ใจดี", "somchai.jaidee"), ("มาลี ศรีสุข", "malee.srisuk"), ("อรุณ ทองดี", "arun.thongdee")),
        ("สวัสดีค่ะ เข้าสู่ระบบไม่ได้", "ส่งไปเกาะสมุยได้ไหมคะ", "สินค้าที่สั่งยังไม่มาเลยค่ะ"),
        ("สวัสดีครับ มีอะไรให้ช่วยไหมครับ", "ขอบคุณที่รอครับ"),
        ("หาได้ที่ไหนคะ", "ขึ้นว่า \"รหัสไม่ถูกต้อง\" ค่ะ", "จ่ายด้วยบัตรได้ไหมคะ"),
        ("รอสักครู่นะครับ", "เปิดการตั้งค่าแล้วลองอีกครั้งครับ", "เรียบร้อยแล้วครับ"),
        ("ขอบคุณมากค่ะ", "ใช้ได้แล้ว ขอบคุณค่ะ"),
        ("ยินดีครับ สวัสดีครับ", "ขอให้เป็นวันที่ดีครับ"),
    ),
}  # fmt: skip
"""By the first part of the language's tag."""

PASTED = (
    '<p class="error">Payment <b>failed</b> &amp; was not charged<br></p>',
    "<script>alert('hi')</script>",
    "if (a < b && b > c) { return arr[idx[0]]>1; }",
    "SELECT * FROM orders WHERE id = '42' -- & more",
    'Traceback (most recent call last):\n  File "app.py", line 3, in <module>\n    {}["sum"]\nKeyError: \'sum\'',
    '{"order": 42, "note": "R&D <internal>"}',
    "https://shop.example.com/cart?item=42&qty=2&ref=a%20b#top",
    "👍",
    "Thanks 🙏🏽 you're ⭐⭐⭐⭐⭐ 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "I <3 this shop ;-) >_<",
    "Order:\n\t1 x lamp\n\t2 x bulbs (E27 & E14)\n\n  Total: 42,00 €",
    "  ok…  ",
    "100 % sure? 5 > 3, \"quoted\", 'single', back\\slash, tilde~",
    "]]>",
)
"""What visitors paste into a chat, in any language."""
