"""The words around the goods, and what each does in an order: English, Swahili and Sheng."""

from __future__ import annotations

from typing import Literal

Role = Literal[
    "order", "add", "subtract", "remove", "set", "to", "ask", "not", "refuse", "and", "of", "each", "small", "big", "family",
    "medium", "filler", "keep", "swap",
]  # fmt: skip

_WORDS: dict[Role, str] = {
    "order": """
        nataka natakaa omba ntaka nitataka tunataka nahitaji nahitaj tunahitaji naomba niombe tunaomba ningependa ningetaka
        napenda nipe nipee nip nipatie nipatieni tupe tupeni tumeni tupatie tuwekee tutumie tuuzie tununulie tulete
        nipeni nipea nipewe niletee niletewe nileteeni tuletee
        letee leteni leta niuzie uzia nitumie tumia nipakie pakia nichukulie nichukue nitachukua nachukua chukua nunua
        nunulia niekee weka wekea niwekee niwekeni wekeni ekea eka naeka naweka naorder niorder niordee
        nimeorder order
        oda agiza naagiza kuagiza kununua want wanna need get gimme give buy send bring pack take have like
        grab purchase reserve put packing ntachukua naitisha niitishe nidai nidhamini nisort nisortie sort nibebee bebea
        nifungie fungia nipimie pima nikate nisaidie nisaidieni kuchukua kupata nipate kuorder tuma wanted
        wants getting
        anataka wanataka anahitaji wanahitaji ameomba wameomba anaomba
        ordering buying sending bringing delivering uweke muweke utie tia nikuletee mniletee mnipe munipe mtuletee unipe uniletee unitumie
        mnitumie utuletee ukaniletee
    """,
    "add": """
        ongeza ongezea ongezee niongezee uniongezee ongezeni niongeze niongezeni ongeze uongeze muongeze
        naongeza kuongeza
        add adding increase
        zidisha zidishia wekelea wekelee wekeleeni ekelea ekelee tupia angushia jumuisha more extra zaidi
        another ingine nyingine mwingine lingine zingine additional include including addd
        ongza ogeza top
    """,
    "subtract": """
        redus reduse redoos cut punguza punguzia nipunguzie upunguze mpunguze punguze kupunguza reduce
        decrease minus lower deduct subtract less
        pnguza
    """,
    "remove": """
        toa toeni niondolee ondoa ondoeni ondolea uondoe utoe mtoe itoe zitoe iondoe kutoa kuondoa nitolee tolea tutoe
        ghairi chomoa remove removing delete drop cancel futa ufute discard rmv remov badala instead
    """,
    "set": """
        badilisha badili ubadilishe nibadilishie badilishia change make fanya ifanye zifanye ufanye update set modify
        edit geuza rekebisha adjust
    """,
    "to": """
        ubaki ibaki zibaki yabaki vibaki libaki ubakie ibakie zibakie iwe ziwe yawe uwe liwe kiwe viwe iwa hadi mpaka mpk
        to into become becomes be equals
    """,
    "ask": """
        mko mnayo mnazo mna muna munayo mnauza mwauza unauza mnauzanga iko ziko kuna kunayo ipo zipo je bei ngapi gani
        how much many price prices cost costs do does got stock available availability sell selling sold there is are
        inapatikana zinapatikana yapo uko unayo una unazo munauza gharama inagharimu hugharimu shingapi bado
        still check mch hwmch
        ulizia niulize uliza amna hamna hakuna hamuna hamnayo what which rate huuza inauzwa zinauzwa inauzwaje wauza
        inaenda zinaenda enda
    """,
    "not": """
        usiniwekee usiniletee usinipe not no sio si siyo bila without usiweke usilete msilete never
    """,
    "keep": "uache uwache muache bakisha bakishe ubakishe mbakishe usitoe usiondoe msitoe usipunguze keep except isipokuwa",
    "swap": "replace replacing swap swapping exchange",
    "refuse": "siitaji hatuhitaji hatuitaji sitaki hatutaki dont sihitaji staki sitak",
    "and": "na and or au ama together plus pamoja pia also halafu alafu kisha then with & + n plas nah nad adn",
    "of": "yaa waa zaa ya wa la za cha vya of yenye zenye wenye zile",
    "each": "each kila @ apiece",
    "small": "ndogo dogo mdogo kidogo small smallest smol mini vidogo midogo wadogo kadogo smaller ndongo",
    "big": "kubwa big large biggest mkubwa kikubwa makubwa bigger largest jumbo mikubwa vikubwa kubwaa",
    "family": "family familia famili",
    "medium": "medium kati wastani",
    "filler": """
        teh hte da dat dis dem thr yuo ur hio hyo iyo izo hzo hzi
        i a an the my me mine we us our you your it its this that these those some any all please pls plz pliz plis
        kindly tafadhali tafadali tafadhari tfdhali hi hey hello helo hallo niaje mambo vipi habari sasa sema hujambo
        jambo salama shikamoo rada form fiti poa asante asanteni thanks thank thankyou thx tnx ty shukran shukrani
        ahsante sana saana sn bro bruh brathe buda boss bosi mkuu chief sir madam madame mum mama baba kaka dada msee
        mse maze manze wasee jamaa ndugu rafiki friend dear ok okay okey sawa ndio ndiyo yes yeah yea yep eeh
        ehe eh ee
        haya basi tu just only pekee ile hii hiyo hizo hizi hayo huyo ule zile yale lile hilo huo hapo hapa pale huko
        ambayo ambazo yangu zangu wangu langu changu vyangu yako zako wako yetu zetu yao yake leo kesho jana today
        tomorrow tonight yesterday now right later baadaye saa hivi asap haraka fast quick quickly early soon asubuhi
        jioni usiku mchana morning evening afternoon night kwa kwenye katika ndani from for at on in out of up
        by so as
        if but ila lakini because kwani ni am was were will would could can may might shall should nina niko
        ninayo naona nadhani nafikiri nikitaka nikipata kama kwamba kuwa wala hata tena again bado hivyo ivo ivi vile
        vitu kitu item items things thing stuff goods bidhaa product products groceries grocery shopping duka dukani
        shop store cart kikapu basket list listi orodha following vifuatavyo good best nice fresh safi mpya quality
        proper nzuri mzuri cheap rahisi bora normal kawaida regular yoyote zozote wowote brand aina kind type
        size saizi
        pesa ngapi bob shilingi ksh kes sh shs kshs money total jumla pay lipa nalipa nitalipa nilipe ntalipa kulipa
        malipo payment deliver delivery delivered peleka nipelekee nipelekewe pelekea here where mahali nyumbani home
        house kwangu kwetu ofisini office um uh mm hmm lol haha aki ati eti kumbe im ill id ive let lets about
        too very
        really actually maybe labda pengine zote yote wote vyote lote kabisa whole nzima full wacha acha hebu
        ebu kwanza
        first second third pili pia mimi sisi wewe ninyi nyinyi yeye wao nayo nazo nao kuhusu per unit pkg
        name jina la
        hivo natafuta looking search natafutia after before baada kabla tayari ready done inatosha enough nimetaka
        namaanisha mean meant sorry samahani pole kwanini why when lini nani who hu huwa enyewe mbona kuweni customer
        wateja mteja guests wageni kidogo sam same day wk week wiki mwezi month x nkt mwenyewe oyaa oya ebana
        bana wadau
        team admin agent weee weh wueh nko yenu tunaweza naweza naeza mnaweza mnaeza unaweza unaeza tukapata nikapata
        mnileteee leave leaving said quantity qty idadi kiasi aje something mwisho zikuwe ikuwe
        kwenu guys wee wait longer off double hapana siku place cheki andika achana tuko zii ikoo mkoo unaa ifike upo
        kipo haiko zikiwa finished anymore already told next umm thought ngoja ngojea skip nje ones
        wrong sahihi mob coming oops asked remain down mangapi asking share advise kujua zikoje chini juu
        difference between cheaper cheapest expensive ghali ask other phones find write back wondering
        checking hav hve
        wnt iwant snd gve nid people yaani worth wholesale sent wapi kando kejani anyway weekend party breakfast breki
        dinner lunch supper ofisi watoto mtoto wife harusi visitors kweli rusha forget thinking restock kiosk
        use using
        used like such sale sort sorted howmuch hwmuch over under until till during while also both either
        neither rest
        fine wonder hope been being every chapa chapia nichapie nishikie shikia nidai nadai dai ovyo
        kubwakubwa mzee mze
        mtu watu kid kids child children nunulia nunulie nikununue wangapi kidogokidogo nitashukuru nishike shika enda
        kuenda pata ntapata itarudi lost run short ran finish help wish count counted counts mkona nimeishiwa imeisha
        possible mamangu babangu unisort kushop cold baridi hot moto inawezekana tomoro tmrw tmr urgently urgent upesi
        everything instock left remaining hauna hamjaisha they them his her their he she itself has had did going go
        come came see show tell know think nijulishe niambie ambia nionyeshe onyesha naulizia nauliza nilitaka
        nilikuwa
        nlikuwa nilikua ninataka nitapenda ukiwa ukipata mkipata kupitia via confirm confirmed number namba nambari
        option ikiwa ikiwezekana mkiwa nimalize malizia hao hawa hiki hicho ndo ndivyo inakaa kaa ka tuu atleast least
        most cha vya wengine mingi nyingi mengi lots lot few kadhaa
    """,
}

ROLES: dict[str, Role] = {}
for _role, _text in _WORDS.items():
    for _word in _text.split():
        ROLES.setdefault(_word, _role)

OF = "ya"

DELIVERY_WORDS = frozenset(
    "deliver delivery delivered nipelekee nipelekewe pelekea peleka ipelekwe zipelekwe unipelekee mnipelekee drop "
    "ship bring "
    "leta niletee mniletee uniletee send tuma nitumie location address anwani mahali niko nko naishi live stay "
    "staying at".split()
)

OWN_GOODS = frozenset(
    """
    mango mangoe chapati dawa medicine taulo towel ugali mswaki toothbrush brush njugu peanut toilet vyombo meno taa
    lamp pilau kuoga kupika kunywa kujipaka kipande mkono kike mche choo kopo life long hand bar mark half chicken
    fruit
    grand
    """.split()
)

GENERIC_WORDS = frozenset(
    """
    fresh large small big medium red black green white brown blue yellow pink long premium organic instant mixed mix hand drinking
    cooking bathing washing baby family half pack dozen tray bunch tin refill roll of and the whole ready regular
    liquid
    safety table pure best kwa mgando extra dish handmade sanitary petroleum soft hard sweet salted cold hot made
    """.split()
)

ORDINARY_WORDS = frozenset(
    """
    sofa soup rise race dice ice nice lice mice silk mill mild malt halt coil foil boil toil soil better bitter butler
    break bead beard board ten team tear teal sea ham jar money phoney sandals sandal handles handle parrots parrot
    watches watch batches patches catches pants pods ipad pad beer bear beach bench waiter later wafer boot boat coat
    goat rope soak soar sore sour sugary super pepper pager cage oat oats solid sold gold fold mkeka mkono mkoba mkuki
    mkutano mjane sokoni shoka shoko unge ungo unyo uvo mafua mafundi maziko mazishi mayo mahali mahindi masomo mchezo
    mchana mchanga makasi makosa mikasi asili sodoma solar polar chaki chali chaja chama chakula chafu gari gani gesti
    kalamu kahawia kabati kitambaa kitabu kitanda kiatu viatu vitu vitabu vikoi njia njema nyama nyaya nyota nywele
    ndege ndogo ndoto tambua uzi ufagio ujumbe phone charger shoes shoe shirt dress trouser jeans bulb cable
    laptop book
    pen cup plate spoon chair table bed mattress blanket airtime data bundles credit chicken beef meat fish sausage
    sausages wine vodka whisky whiskey cake cakes biscuit biscuits pizza burger chips fries sweets cigarettes
    cigarette
    sigara pombe bia kuku samaki mbuzi chapati omena mtindi game weather news love wife husband boy girl man men woman
    school work job road street estate court plaza floor gate stage building tower hotel church hospital market bank
    paid pay pays price prize time late lately date rate rates near next opposite behind beside corner apartment block
    door room soko kanisa hospitali shule mtaa barabara nyumba mlango
    """.split()
)

PLACES = frozenset(
    """
    kilimani westlands westi kileleshwa lavington karen langata rongai ongata kiserian kitengela athi syokimau
    mlolongo
    embakasi donholm buruburu umoja kayole dandora kariobangi mathare eastleigh pangani ngara parklands muthaiga runda
    gigiri ruaka ruaraka kasarani roysambu zimmerman githurai kahawa ruiru juja thika kikuyu kinoo kawangware kangemi
    uthiru dagoretti ngong kibera kibra imara southb southc upperhill hurlingham yaya adams kenyatta mboya nairobi
    mombasa kisumu nakuru eldoret nyeri machakos kiambu limuru naivasha utawala pipeline tassia jamhuri madaraka nyayo
    highrise mirema wangige ruai kamulu joska malaa kangundo juakali kilifi malindi diani nyali bamburi likoni
    argwings
    kodhek ngumo woodley riara lenana naivas quickmart carrefour junction sarit tmall prestige rosslyn loresho
    kitisuru
    kirinyaga luthuli ronald ngala haile selassie mombasard thikaroad jogoo rd waiyaki
    """.split()
)

PURPOSES = frozenset("chai tea ugali uji chapati breakfast".split())

SAME_WORDS = {
    "chapo": "chapati",
    "maharage": "maharagwe",
    "bredi": "bread",
    "brad": "bread",
    "brd": "bread",
    "melk": "milk",
    "egs": "egg",
    "sukarii": "sukari",
    "tishu": "tissue",
    "yogat": "yogurt",
    "yoghati": "yogurt",
    "kolgeti": "colgate",
    "kolget": "colgate",
    "mkaa": "makaa",
    "yai": "mayai",
    "kitungu": "kitunguu",
    "ovakado": "avocado",
    "nudos": "noodles",
    "magarini": "margarine",
}
