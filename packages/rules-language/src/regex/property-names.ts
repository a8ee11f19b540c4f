/*
 * Names of properties of characters, with their other names behind slashes (Unicode Character Database 16,
 * PropertyAliases.txt and PropertyValueAliases.txt), as far as Rust's regex crate knows them.
 */

/** Values of General_Category; surrogates are in no text in UTF-8. */
export const generalCategories = `
Cased_Letter/lc Close_Punctuation/pe Connector_Punctuation/pc Control/cc/cntrl Currency_Symbol/sc
Dash_Punctuation/pd Decimal_Number/digit/nd Enclosing_Mark/me Final_Punctuation/pf Format/cf
Initial_Punctuation/pi Letter/l Letter_Number/nl Line_Separator/zl Lowercase_Letter/ll
Mark/combiningmark/m Math_Symbol/sm Modifier_Letter/lm Modifier_Symbol/sk Nonspacing_Mark/mn
Number/n Open_Punctuation/ps Other/c Other_Letter/lo Other_Number/no Other_Punctuation/po
Other_Symbol/so Paragraph_Separator/zp Private_Use/co Punctuation/p/punct Separator/z
Space_Separator/zs Spacing_Mark/mc Symbol/s Titlecase_Letter/lt Unassigned/cn Uppercase_Letter/lu
`;

/** Values of Script and Script_Extensions. */
export const scripts = `
Adlam/adlm Ahom Anatolian_Hieroglyphs/hluw Arabic/arab Armenian/armn Avestan/avst Balinese/bali
Bamum/bamu Bassa_Vah/bass Batak/batk Bengali/beng Bhaiksuki/bhks Bopomofo/bopo Brahmi/brah
Braille/brai Buginese/bugi Buhid/buhd Canadian_Aboriginal/cans Carian/cari Caucasian_Albanian/aghb
Chakma/cakm Cham Cherokee/cher Chorasmian/chrs Common/zyyy Coptic/copt/qaac Cuneiform/xsux
Cypriot/cprt Cypro_Minoan/cpmn Cyrillic/cyrl Deseret/dsrt Devanagari/deva Dives_Akuru/diak
Dogra/dogr Duployan/dupl Egyptian_Hieroglyphs/egyp Elbasan/elba Elymaic/elym Ethiopic/ethi
Garay/gara Georgian/geor Glagolitic/glag Gothic/goth Grantha/gran Greek/grek Gujarati/gujr
Gunjala_Gondi/gong Gurmukhi/guru Gurung_Khema/gukh Han/hani Hangul/hang Hanifi_Rohingya/rohg
Hanunoo/hano Hatran/hatr Hebrew/hebr Hiragana/hira Imperial_Aramaic/armi Inherited/qaai/zinh
Inscriptional_Pahlavi/phli Inscriptional_Parthian/prti Javanese/java Kaithi/kthi Kannada/knda
Katakana/kana Kawi Kayah_Li/kali Kharoshthi/khar Khitan_Small_Script/kits
Khmer/khmr Khojki/khoj Khudawadi/sind Kirat_Rai/krai Lao/laoo Latin/latn Lepcha/lepc Limbu/limb
Linear_A/lina Linear_B/linb Lisu Lycian/lyci Lydian/lydi Mahajani/mahj Makasar/maka Malayalam/mlym
Mandaic/mand Manichaean/mani Marchen/marc Masaram_Gondi/gonm Medefaidrin/medf Meetei_Mayek/mtei
Mende_Kikakui/mend Meroitic_Cursive/merc Meroitic_Hieroglyphs/mero Miao/plrd Modi Mongolian/mong
Mro/mroo Multani/mult Myanmar/mymr Nabataean/nbat Nag_Mundari/nagm Nandinagari/nand New_Tai_Lue/talu
Newa Nko/nkoo Nushu/nshu Nyiakeng_Puachue_Hmong/hmnp Ogham/ogam Ol_Chiki/olck Ol_Onal/onao
Old_Hungarian/hung Old_Italic/ital Old_North_Arabian/narb Old_Permic/perm Old_Persian/xpeo
Old_Sogdian/sogo Old_South_Arabian/sarb Old_Turkic/orkh Old_Uyghur/ougr Oriya/orya Osage/osge
Osmanya/osma Pahawh_Hmong/hmng Palmyrene/palm Pau_Cin_Hau/pauc Phags_Pa/phag Phoenician/phnx
Psalter_Pahlavi/phlp Rejang/rjng Runic/runr Samaritan/samr Saurashtra/saur Sharada/shrd Shavian/shaw
Siddham/sidd SignWriting/sgnw Sinhala/sinh Sogdian/sogd Sora_Sompeng/sora Soyombo/soyo
Sundanese/sund Sunuwar/sunu Syloti_Nagri/sylo Syriac/syrc Tagalog/tglg Tagbanwa/tagb Tai_Le/tale
Tai_Tham/lana Tai_Viet/tavt Takri/takr Tamil/taml Tangsa/tnsa Tangut/tang Telugu/telu Thaana/thaa
Thai Tibetan/tibt Tifinagh/tfng Tirhuta/tirh Todhri/todr Toto Tulu_Tigalari/tutg Ugaritic/ugar
Vai/vaii Vithkuqi/vith Wancho/wcho Warang_Citi/wara Yezidi/yezi Yi/yiii Zanabazar_Square/zanb
`;

/** Properties that a character has or has not. */
export const binaryProperties = `
ASCII_Hex_Digit/ahex Alphabetic/alpha Bidi_Control/bidic Bidi_Mirrored/bidim Case_Ignorable/ci Cased
Changes_When_Casefolded/cwcf Changes_When_Casemapped/cwcm Changes_When_Lowercased/cwl
Changes_When_Titlecased/cwt Changes_When_Uppercased/cwu Dash Default_Ignorable_Code_Point/di
Deprecated/dep Diacritic/dia Emoji Emoji_Component/ecomp Emoji_Modifier/emod
Emoji_Modifier_Base/ebase Emoji_Presentation/epres Extended_Pictographic/extpict Extender/ext
Grapheme_Base/grbase Grapheme_Extend/grext Grapheme_Link/grlink Hex_Digit/hex Hyphen
IDS_Binary_Operator/idsb IDS_Trinary_Operator/idst IDS_Unary_Operator/idsu ID_Compat_Math_Continue
ID_Compat_Math_Start ID_Continue/idc ID_Start/ids Ideographic/ideo Join_Control/joinc
Logical_Order_Exception/loe Lowercase/lower Math Modifier_Combining_Mark/mcm
Noncharacter_Code_Point/nchar Other_Alphabetic/oalpha Other_Default_Ignorable_Code_Point/odi
Other_Grapheme_Extend/ogrext Other_ID_Continue/oidc Other_ID_Start/oids Other_Lowercase/olower
Other_Math/omath Other_Uppercase/oupper Pattern_Syntax/patsyn Pattern_White_Space/patws
Prepended_Concatenation_Mark/pcm Quotation_Mark/qmark Radical Regional_Indicator/ri
Sentence_Terminal/sterm Soft_Dotted/sd Terminal_Punctuation/term Unified_Ideograph/uideo
Uppercase/upper Variation_Selector/vs White_Space/space/wspace XID_Continue/xidc XID_Start/xids
`;

/** Values of properties that JavaScript does not have, by the names of the property. */
export const otherProperties: Readonly<Record<string, string>> = {
  age: `
V10_0/10.0 V11_0/11.0 V12_0/12.0 V12_1/12.1 V13_0/13.0 V14_0/14.0 V15_0/15.0 V15_1/15.1 V16_0/16.0
V1_1/1.1 V2_0/2.0 V2_1/2.1 V3_0/3.0 V3_1/3.1 V3_2/3.2 V4_0/4.0 V4_1/4.1 V5_0/5.0 V5_1/5.1 V5_2/5.2
V6_0/6.0 V6_1/6.1 V6_2/6.2 V6_3/6.3 V7_0/7.0 V8_0/8.0 V9_0/9.0
`,
  'Grapheme_Cluster_Break/gcb': `
CR Control/cn Extend/ex L LF LV LVT Prepend/pp Regional_Indicator/ri SpacingMark/sm T V ZWJ
`,
  'Sentence_Break/sb': `
ATerm/at CR Close/cl Extend/ex Format/fo LF Lower/lo Numeric/nu OLetter/le SContinue/sc STerm/st
Sep/se Sp Upper/up
`,
  'Word_Break/wb': `
ALetter/le CR Double_Quote/dq Extend ExtendNumLet/ex Format/fo Hebrew_Letter/hl Katakana/ka LF
MidLetter/ml MidNum/mn MidNumLet/mb Newline/nl Numeric/nu Regional_Indicator/ri Single_Quote/sq
WSegSpace ZWJ
`,
};
