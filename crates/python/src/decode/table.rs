//! The table of legacy encodings: which of the web's encodings each one is, and how it differs.
//!
//! The differences were found by decoding every sequence of one and two bytes (and the longer ones of
//! `euc_jp` and `gb18030`) with Python and with `encoding_rs`; a test repeats that.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, GB18030, GBK, IBM866, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5,
    ISO_8859_6, ISO_8859_7, ISO_8859_8, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15,
    ISO_8859_16, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
    WINDOWS_1258, X_MAC_CYRILLIC,
};

/// One of Python's encodings, in terms of one of the web's.
pub(super) struct Encoding {
    /// Python's name.
    pub(super) name: &'static str,
    /// The other names that Python knows it by, normalised, with spaces between them.
    pub(super) aliases: &'static str,
    /// The web's encoding.
    pub(super) base: &'static encoding_rs::Encoding,
    /// How its bytes group into characters.
    pub(super) unit: Unit,
    /// Whether the bytes from 0x80 to 0x9f are the control characters of ISO 8859.
    pub(super) has_controls: bool,
    /// What Python refuses, in hexadecimal: `a2-a4:40-7e,80` for lead and trail bytes.
    refused: &'static str,
    /// What Python decodes to another character, in hexadecimal: `a1a4=30fb`.
    mended: &'static str,
}

/// How bytes from 0x80 up group into characters.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    /// Each for itself.
    Single,
    /// In pairs.
    Double,
    /// In pairs, or four of them if the second is a digit.
    Gb18030,
    /// In pairs, or three of them after 0x8f.
    EucJp,
    /// In pairs, but for the half-width kana.
    ShiftJis,
}

impl Encoding {
    const fn refusing(self, refused: &'static str) -> Self {
        Self { refused, ..self }
    }

    const fn mending(self, mended: &'static str) -> Self {
        Self { mended, ..self }
    }

    const fn with_controls(self) -> Self {
        Self { has_controls: true, ..self }
    }

    /// The blocks of units that Python refuses: the first and the last lead byte, the first and the
    /// last trail byte (0 for single bytes).
    pub(super) fn refused(&self) -> Vec<[u8; 4]> {
        let blocks = self.refused.split_ascii_whitespace();
        blocks
            .flat_map(|block| {
                let (leads, trails) = block.split_once(':').unwrap_or((block, "00"));
                let [first, last] = range(leads);
                trails.split(',').map(move |trail| {
                    let [from, to] = range(trail);
                    [first, last, from, to]
                })
            })
            .collect()
    }

    /// The units, their bytes read as a number, that Python decodes to another character.
    pub(super) fn mended(&self) -> Vec<(u32, char)> {
        let pairs = self.mended.split_ascii_whitespace().filter_map(|pair| pair.split_once('='));
        pairs.filter_map(|(unit, char)| Some((hex(unit), char::from_u32(hex(char))?))).collect()
    }
}

fn range(text: &str) -> [u8; 2] {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    [from, to].map(|text| u8::try_from(hex(text)).unwrap_or(u8::MAX))
}

fn hex(text: &str) -> u32 {
    u32::from_str_radix(text, 16).unwrap_or(u32::MAX)
}

const fn single(
    name: &'static str,
    aliases: &'static str,
    base: &'static encoding_rs::Encoding,
) -> Encoding {
    multi(name, aliases, base, Unit::Single)
}

const fn multi(
    name: &'static str,
    aliases: &'static str,
    base: &'static encoding_rs::Encoding,
    unit: Unit,
) -> Encoding {
    Encoding { name, aliases, base, unit, has_controls: false, refused: "", mended: "" }
}

/// Every supported encoding other than UTF-8.
pub(super) static LEGACY: [Encoding; 42] = [
    single(
        "ascii",
        "646 ansi_x3.4_1968 ansi_x3.4_1986 ansi_x3_4_1968 cp367 csascii ibm367 iso646_us \
         iso_646.irv_1991 iso_ir_6 us us_ascii",
        WINDOWS_1252,
    )
    .refusing("80-ff"),
    single(
        "latin_1",
        "8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 \
         iso_ir_100 l1 latin latin1",
        WINDOWS_1252,
    )
    .with_controls(),
    single("cp1250", "1250 windows_1250", WINDOWS_1250).refusing("81 83 88 90 98"),
    single("cp1251", "1251 windows_1251", WINDOWS_1251).refusing("98"),
    single("cp1252", "1252 windows_1252", WINDOWS_1252).refusing("81 8d 8f-90 9d"),
    single("cp1253", "1253 windows_1253", WINDOWS_1253).refusing("81 88 8a 8c-90 98 9a 9c-9f"),
    single("cp1254", "1254 windows_1254", WINDOWS_1254).refusing("81 8d-90 9d-9e"),
    single("cp1255", "1255 windows_1255", WINDOWS_1255).refusing("81 8a 8c-90 9a 9c-9f ca"),
    single("cp1256", "1256 windows_1256", WINDOWS_1256),
    single("cp1257", "1257 windows_1257", WINDOWS_1257).refusing("81 83 88 8a 8c 90 98 9a 9c 9f"),
    single("cp1258", "1258 windows_1258", WINDOWS_1258).refusing("81 8a 8d-90 9a 9d-9e"),
    single("cp866", "866 csibm866 ibm866", IBM866),
    single("cp874", "", WINDOWS_874).refusing("81-84 86-90 98-9f"),
    single("iso8859_2", "csisolatin2 iso_8859_2 iso_8859_2_1987 iso_ir_101 l2 latin2", ISO_8859_2),
    single("iso8859_3", "csisolatin3 iso_8859_3 iso_8859_3_1988 iso_ir_109 l3 latin3", ISO_8859_3),
    single("iso8859_4", "csisolatin4 iso_8859_4 iso_8859_4_1988 iso_ir_110 l4 latin4", ISO_8859_4),
    single(
        "iso8859_5",
        "csisolatincyrillic cyrillic iso_8859_5 iso_8859_5_1988 iso_ir_144",
        ISO_8859_5,
    ),
    single(
        "iso8859_6",
        "arabic asmo_708 csisolatinarabic ecma_114 iso_8859_6 iso_8859_6_1987 iso_ir_127",
        ISO_8859_6,
    ),
    single(
        "iso8859_7",
        "csisolatingreek ecma_118 elot_928 greek greek8 iso_8859_7 iso_8859_7_1987 iso_ir_126",
        ISO_8859_7,
    ),
    single(
        "iso8859_8",
        "csisolatinhebrew hebrew iso_8859_8 iso_8859_8_1988 iso_ir_138",
        ISO_8859_8,
    ),
    single(
        "iso8859_9",
        "csisolatin5 iso_8859_9 iso_8859_9_1989 iso_ir_148 l5 latin5",
        WINDOWS_1254,
    )
    .with_controls(),
    single(
        "iso8859_10",
        "csisolatin6 iso_8859_10 iso_8859_10_1992 iso_ir_157 l6 latin6",
        ISO_8859_10,
    ),
    single("iso8859_11", "iso_8859_11 iso_8859_11_2001 thai", WINDOWS_874).with_controls(),
    single("tis_620", "iso_ir_166 tis620 tis_620_0 tis_620_2529_0 tis_620_2529_1", WINDOWS_874)
        .with_controls()
        .refusing("a0"),
    single("iso8859_13", "iso_8859_13 l7 latin7", ISO_8859_13),
    single(
        "iso8859_14",
        "iso_8859_14 iso_8859_14_1998 iso_celtic iso_ir_199 l8 latin8",
        ISO_8859_14,
    ),
    single("iso8859_15", "iso_8859_15 l9 latin9", ISO_8859_15),
    single("iso8859_16", "iso_8859_16 iso_8859_16_2001 iso_ir_226 l10 latin10", ISO_8859_16),
    single("koi8_r", "cskoi8r", KOI8_R),
    single("koi8_u", "", KOI8_U).mending("ae=255d be=256c"),
    single("mac_roman", "macintosh macroman", MACINTOSH),
    single("mac_cyrillic", "maccyrillic", X_MAC_CYRILLIC),
    multi("gbk", "936 cp936 ms936", GBK, Unit::Double).refusing(
        "80:00-ff 81-fe:30-39 a1:40-7e,80-a0 a2:40-7e,80-a0,ab-b0,e3-e4,ef-f0,fd-fe \
         a3:40-7e,80-a0 a4:40-7e,80-a0,f4-fe a5:40-7e,80-a0,f7-fe \
         a6:40-7e,80-a0,b9-c0,d9-df,ec-ed,f3,f6-fe a7:40-7e,80-a0,c2-d0,f2-fe \
         a8:96-a0,bc,bf,c1-c4,ea-fe a9:58,5b,5d-5f,89-95,97-a3,f0-fe aa-af:a1-fe d7:fa-fe \
         f8-fd:a1-fe fe:50-7e,80-fe",
    ),
    multi(
        "gb2312",
        "chinese csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312_1980 gb2312_80 iso_ir_58 \
         x_mac_simp_chinese",
        GBK,
        Unit::Double,
    )
    .refusing(
        "80-a0:00-ff a1-f7:00-a0 a2:a1-b0,e3-e4,ef-f0,fd-fe a4:f4-fe a5:f7-fe a6:b9-c0,d9-fe \
         a7:c2-d0,f2-fe a8:bb-c4,ea-fe a9:a1-a3,f0-fe aa-af:00-ff d7:fa-fe f8-fe:00-ff",
    )
    .mending("a1a4=30fb a1aa=2015"),
    multi("gb18030", "gb18030_2000", GB18030, Unit::Gb18030).refusing("80:00-ff").mending(
        "a3a0=e5e5 a6d9=e78d a6da=e78e a6db=e78f a6dc=e790 a6dd=e791 a6de=e792 a6df=e793 \
         a6ec=e794 a6ed=e795 a6f3=e796 a8bc=e7c7 fe59=e81e fe61=e826 fe66=e82b fe67=e82c \
         fe6d=e832 fe7e=e843 fe90=e854 fea0=e864 8135f437=1e3f",
    ),
    multi("big5", "big5_tw csbig5 x_mac_trad_chinese", BIG5, Unit::Double)
        .refusing("80-a0:00-ff a3:c0-e1 c6:a1-fe c7-c8:00-ff f9:d6-fe fa-fe:00-ff")
        .mending(
            "a145=2022 a14e=ff64 a1c2=203e a1e3=223c a1f2=2641 a1f3=2609 a241=ff0f a242=ff3c \
         a244=a5 a246=a2 a247=a3",
        ),
    multi("cp950", "950 ms950", BIG5, Unit::Double)
        .refusing("80-a0:00-ff a3:c0-e0 c6:a1-fe c7-c8:00-ff fa-fe:00-ff")
        .mending("f9fe=2593"),
    multi("euc_jp", "eucjp u_jis ujis", EUC_JP, Unit::EucJp)
        .refusing("ad:a1-be,c0-d6,df-fc f9-fb:a1-fe fc:a1-ee,f1-fe")
        .mending("a1c1=301c a1c2=2016 a1dd=2212 a1f1=a2 a1f2=a3 a2cc=ac 8fa2b7=7e"),
    multi("shift_jis", "csshiftjis s_jis shiftjis sjis x_mac_japanese", SHIFT_JIS, Unit::ShiftJis)
        .refusing(
            "80 87:40-5d,5f-75,7e,80-9c ed:40-7e,80-fc ee:40-7e,80-ec,ef-fc f0-fb:40-7e,80-fc \
         fc:40-4b",
        )
        .mending("8160=301c 8161=2016 817c=2212 8191=a2 8192=a3 81ca=ac"),
    multi("cp932", "932 ms932 ms_kanji mskanji", SHIFT_JIS, Unit::ShiftJis)
        .mending("a0=f8f0 fd=f8f1 fe=f8f2 ff=f8f3"),
    multi(
        "euc_kr",
        "euckr korean ks_c_5601 ks_c_5601_1987 ks_x_1001 ksc5601 ksx1001 x_mac_korean",
        EUC_KR,
        Unit::Double,
    )
    .refusing("81-a0:00-ff a1-c6:00-a0 a4:d4"),
    multi("cp949", "949 ms949 uhc", EUC_KR, Unit::Double),
];
