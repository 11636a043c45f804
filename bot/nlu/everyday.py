"""Words of daily talk that stand beside goods and never what the goods are; and goods of other shops."""

from __future__ import annotations

EVERYDAY_WORDS = frozenset(
    """
    mummy mum mom mommy mami maman dad dady papa babe baba bibi bwana husband wife mume mke bro sis sister brother
    dadangu kakangu mamangu babangu aunt auntie aunty uncle shosh shosho guka cucu nyanyangu grandma grandpa nanny
    maid
    housegirl watoi mtoi mtoiwangu wazazi mzazi familia jirani majirani neighbour neighbours neighbor workers worker
    wafanyikazi mfanyakazi fundi mafundi askari watchman soja rider caretaker landlord tenant student students
    wanafunzi teacher mwalimu pastor mgeni wazee vijana boyz girls ladies
    monday tuesday wednesday thursday friday saturday sunday jumatatu jumanne jumatano alhamisi ijumaa jumamosi
    jumapili
    furahiday weekday holiday sikukuu krisi xmas christmas easter idd ramadhan january february march april june july
    august september october november december alfajiri mapema usiku midnight noon
    sherehe shughuli mkutano meeting event birthday bash matanga mazishi ruracio harambee chama graduation picnic
    camping
    safari trip journey emergency dharura
    need needed needs requires require required running finishing ended kwisha iliisha yameisha zimeisha limeisha
    vimeisha
    umeisha kuisha hungry njaa thirsty kiu tired sick mgonjwa crying analia busy sad happy furaha
    grateful appreciate appreciated love loved hoping planning trying tried want thinking guess suppose believe
    cook cooks bake pika kupikia kupikiwa kula eat eating
    clean cleaning usafi feed feeding fry frying boil boiling chemsha kaanga kukaanga prepare
    makes making
    afford affording pupil pupils member members joined join joining allergic little boda bodaboda respectively
    mtawalia mpangilio earlier ago else otherwise forgot forgotten remembered separate separately myself ourselves story stories hadithi
    work job kazi kazini school shule church kanisa kanisani town tao mtaa mtaani estate gate getini stage stendi
    market
    sokoni road barabara nyumba flat plot building street court plaza floor hospital hospitali office ofisini shags
    ushago hostel campo campus karibu nearby around opposite behind beside outside inside mlango mlangoni floor
    thing whatever whichever anything something nothing everyone somebody someone anyone anybody else perhaps possibly probably
    certainly surely truly indeed definitely exactly precisely basically literally honestly simply quickly immediately
    sharp dakika minute minutes hour hours masaa week weeks month months year years moment saizi hizi kitambo
    kindly humbly gladly respectfully assist assistance request requesting requested urgent please place placing
    together above below within without along through since because though although however therefore hence thus
    idea mind decision mawazo akili changed mpango plan plans reason sababu problem shida issue question swali
    message msg text call simu piga picha photo number chat whatsapp online app
    cheapo offer bargain discount budget bajeti hela doo ganji mulla chapaa dough salio
    original genuine authentic legit kali noma tamu mbichi mbivu iliyoiva zilizoiva yaliyoiva freshi
    healthy thick tasty delicious new old mpya kuukuu
    age ages sai canter scratch kutoka nowadays lately currently presently movie nite bday cku
    bado tayari mara pia kila daily weekly monthly zaidi pungufu mwanzo mwisho end start beginning
    jua jueni kujua know known understand elewa naelewa sikia nasikia heard hear listen look looking seen saw
    good morning afternoon evening night niaje mambo sasa wassup sup mzima wazima salimia greetings greeting
    fam wengi chache wachache vichache machache nimekosea alisema amesema tumekosa
    yenu wenu zenu lenu chenu vyenu kwenu letu chetu vyetu lake chake vyake zake wake lao zao chao vyao changu vyangu
    kutosha maana manake maanake imepanda zimepanda imeshuka zimeshuka mara
    follows usual ajili ones unajua
    bye goodbye kwaheri welcome karibuni god mungu bless blessed baraka amani peace
    yote nusunusu haswa hasa kidogo tele chungu mzito full empty jioni leoleo
    expect expecting expected arrive arriving arrival coming kuja wanakuja anakuja nakuja
    instructions instruction prompt prompts system ignore disregard previous rules admin password developer pretend free
    database alert users user print reveal override
    goes going gone retail retails sells sell correct sahihi gawa mara thamani dhamani paying paid hesabu orodha
    bili invoice mahitaji hitaji haja risiti receipt stoki mauzo biashara aina mfano sampuli
    menu masafa maya supu fairly njuguna nyanda nifanya silt salut rico mang mandari tambo kiki alla mila lara
    nano kukiwa barl
    kijana kijanangu kiongozi mheshimiwa mkubwangu mrembo mpenzi kaka kakangu dadake bosslady bossy
    kule huku humu mle pale hapo hapa kulee huko wapi mbali mbele nyuma kando katikati karibuni
    create creates created buffer cannot math maths bind chain chains chaos past packed packer packing care cares
    careful caring away dash dashes breach backing batting betting bother broad bend began begin begins
    begun cash spirits spite grin glam needle needles pocket power powers powerful mile miles metal mate mates
    walter waters troy hone wasting wishing cooling draining balls buster batch batches poste posta pasted lives lifes
    monet money summary leng ling rest reddish blown handled handle manner manage managed manager tree trees
    fourth fifth sixth seventh eighth ninth tenth fort finale final finals finance vine vines mission sitting steven
    thousands hundreds millions quarters basis basics bullet bare able enable stack stacks stuck slack treats
    treat carbon snack snacks twins tons suck sucks smack splice brunch singer singers pick picked picks shade
    caps cops boxy bolt slides
    wimbo nyimbo kipindi vipindi kufika kiko majina viwango masuala mwema kinywa chuo vyuo kopa mkopo mikopo
    kalori kupanda cheo vyeo mikono kupima kupiga kiungo nyanja nyanza njano mtunzi mcheza mchezaji mawimbi majembe
    maandalizi barikiwa kunawa kufiwa chaji kibichi saluni sida kimo sala sana kole mabara mashujaa masoko ndoa funguo
    damu kufungua kufunga kifungua lori treni mifugo makoto waziri wakili mwili miili maadili mifano mfano tatua
    matata
    barua mkataba mkato mkasa mcheshi niwe tuwe awe wawe muwe sindio majira majibu jibu makao chumba vyumba dawati safari
    """.split()
)
"""Such a word behind or before goods is not part of their name. None of them alone is goods."""

GOODS_ELSEWHERE = frozenset(
    """
    spirit airtime bundles data kredo shoes shoe viatu kiatu shirt shirts shati dress trouser jeans suruali nguo socks soksi
    sandals slippers ndara malapa kofia hat bag handbag
    charger chaja earphones cable laptop bulb balbu torch battery batteries betri radio iron
    kuku chicken nyama beef meat mbuzi goat samaki fish omena matumbo sausage sausages smokie smokies bacon ham
    beer bia pombe wine vodka whisky whiskey gin tusker guinness cigarette cigarettes sigara fegi
    cake keki biscuit biscuits biskuti pizza burger chips fries crisps sweets peremende chocolate chewing icecream
    mahindi muhogo ndimu limau orange oranges machungwa embe apple apples matufaha pineapple nanasi ananasi watermelon tikiti
    pawpaw papai mapapai spinach mchicha hoho dania garlic saumu tangawizi ginger
    panadol dawa medicine condom condoms book vitabu kitabu pen kalamu pencil ruler
    hamira choma kuni mihogo matoke matooke nafaka halua haradali
    plate sahani sufuria spoon kijiko mattress godoro blanket blanketi pillow mto chair kiti table meza sofa
    wipes serviettes perfume lotion shampoo polish broom ufagio mop bucket ndoo
    nazi alizeti simsim ufuta mitishamba karafuu mdalasini
    cement simiti paint nails misumari
    dona dhania giligilani credo kredo credit vocha voucher simcard
    vitamu nduma ngwaci terere managu kunde sagaa pilipili beetroot lettuce cucumber tango celery leeks broccoli
    pumpkin malenge bamia okra biringanya eggplant ndimu zabibu grapes strawberries strawberry pears plums mapera
    guava
    tikitimaji dates tende raisins korosho cashew almonds popcorn bisi cornflakes weetabix cereal muesli oatmeal oats
    cheese jibini cream ghee samli ketchup mayonnaise vinegar siki turmeric binzari cinnamon iliki cardamom chia
    minofu maini liver kidney pork nguruwe turkey duck bata kamba prawns tilapia mutura mshikaki samosa sambusa kebab
    donuts doughnuts donut croissant scones muffin muffins pancake crackers lollipop bigg
    redbull ribena lucozade quencher pepsi cola coca keg miraa muguka bangi weed
    sponge brush steelwool gloves doom mortein repellent insecticide razor razors wembe deodorant lipstick makeup
    cotton
    earbuds headphones vest boxers bra belt watch umbrella mwavuli toy toys ball mpira bike baiskeli tv television
    fridge friji cooker jiko microwave kettle blender fan printer tyre petrol petroli diesel dizeli notebook daftari
    glue gundi tape ink uniform sweater jacket koti kanzu dera leso kanga kitenge curtains pazia carpet zulia
    """.split()
)
"""Things people ask a shop for that other shops sell; without a product of that name they stay lines that nothing fits."""

HAD_WORDS = frozenset(
    "nimepata tumepata amepata nilipata tulipata nimenunua tumenunua nilinunua tulinunua nimeletewa ninayo ninao tunayo "
    "nimepewa tumepewa bought found already".split()
)
"""Beside goods they say that the customer has them from elsewhere."""

RUN_OUT_WORDS = frozenset(
    "imeisha zimeisha yameisha limeisha umeisha vimeisha iliisha yaliisha kwisha imekwisha nimeishiwa tumeishiwa "
    "finished over out".split()
)
"""Beside goods they say why the goods are wished for."""

STORY_WORDS = frozenset(
    "yesterday jana juzi came went cooked spilled spilt broke burnt burned drank ate baked stole dropped".split()
)
"""Before goods they say that a story is told; what is wished for comes behind it."""
