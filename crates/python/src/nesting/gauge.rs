//! How deep the tree of a sequence of tokens is, without a tree.
//!
//! The depth of an expression is at most the number of its operators, but the elements of a list do
//! not nest, however many they are. So brackets are frames on a stack, and each frame counts the
//! operators of its current item: those that bind an operand (they end at the next `and`, `or` or
//! operand) and those that take all that follows (`lambda`, `if`, `*`: they end at the next comma).
//! What the parser does with wrong code is covered: a bracket stays open until its own counterpart
//! comes, even if the parser gives it up earlier.
//!
//! A tree is at most a few times as deep as measured here (a call is a node, its arguments are
//! another one); a property test compares the two.

use ruff_python_ast::token::TokenKind;

pub(super) struct Gauge {
    frames: Vec<Frame>,
    top: Frame,
    /// How many of the frames are not blocks.
    brackets: u32,
    last: TokenKind,
    behind: Behind,
    /// Whether something in the brackets that are open cannot be part of an expression.
    is_irregular: bool,
    header: MatchHeader,
    /// The dedents to come that end no block: a `match` without a body takes the next one for its
    /// own, and the block around goes on.
    stray_dedents: u32,
}

/// What the last token is to the parser.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// The end of an operand: an operator should follow.
    Operand,
    /// Something before an operand.
    Operator,
    /// A keyword where there should be none. The parser takes some for names.
    Keyword,
}

/// Whether a logical line is the header of a `match` statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MatchHeader {
    No,
    /// If the line that has begun ends in a colon.
    WithColon,
    /// However the line ends.
    Yes,
    /// The line has ended, and the body should follow.
    Ended,
}

/// What lies between a bracket and its counterpart, or between an indent and a dedent.
struct Frame {
    kind: FrameKind,
    /// The depth at which the frame itself lies.
    base: u32,
    /// Operators that take all that follows, commas included: `yield`.
    unending: u32,
    /// Operators that take the rest of the item.
    loose: u32,
    /// Operators that take an operand.
    tight: u32,
    /// The depth of the deepest frame that the current operand has had.
    inner: u32,
    /// The depth of the deepest operand that the item has had.
    operands: u32,
    /// The depth of the deepest item that the frame has had.
    items: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    Block,
    Paren,
    Bracket,
    Brace,
    /// The parameters of a lambda.
    Lambda,
    /// The text of an f-string or t-string.
    Format,
}

impl MatchHeader {
    /// Judges by what follows the word.
    fn after_match(kind: TokenKind) -> Self {
        use TokenKind as T;
        match kind {
            T::Lpar | T::Lsqb | T::Star | T::Plus | T::Minus => Self::WithColon,
            T::Name
            | T::Int
            | T::Float
            | T::Complex
            | T::String
            | T::FStringStart
            | T::TStringStart
            | T::Lbrace
            | T::Tilde
            | T::Ellipsis
            | T::Not
            | T::Await
            | T::Yield
            | T::Lambda => Self::Yes,
            _ if kind.is_soft_keyword() || kind.is_singleton() => Self::Yes,
            _ => Self::No,
        }
    }
}

/// The nodes that a frame adds to a path of the tree: a call's arguments and a keyword, a
/// comprehension and its clause, the f-string and its part.
const FRAME: u32 = 2;

impl Frame {
    fn new(kind: FrameKind, base: u32) -> Self {
        Self { kind, base, unending: 0, loose: 0, tight: 0, inner: 0, operands: 0, items: 0 }
    }

    fn operators(&self) -> u32 {
        self.unending + self.loose + self.tight
    }

    fn item(&self) -> u32 {
        self.unending + self.loose + self.operands.max(self.tight + self.inner)
    }

    fn end_operand(&mut self) {
        self.operands = self.operands.max(self.tight + self.inner);
        self.tight = 0;
        self.inner = 0;
    }

    fn end_item(&mut self) {
        self.items = self.items.max(self.item());
        (self.loose, self.tight, self.inner, self.operands) = (0, 0, 0, 0);
    }
}

impl Gauge {
    pub(super) fn new() -> Self {
        Self {
            frames: Vec::new(),
            top: Frame::new(FrameKind::Block, 0),
            brackets: 0,
            last: TokenKind::Newline,
            behind: Behind::Operator,
            is_irregular: false,
            header: MatchHeader::No,
            stray_dedents: 0,
        }
    }

    /// The operators whose operands the parser is in, as far as no bracket is in between.
    pub(super) fn pending(&self) -> u32 {
        self.top.operators()
    }

    /// The brackets that are open.
    pub(super) fn brackets(&self) -> u32 {
        self.brackets
    }

    /// The last token.
    pub(super) fn last(&self) -> TokenKind {
        self.last
    }

    /// Whether the last token may end an operand, so that an operator should follow.
    pub(super) fn may_be_behind_operand(&self) -> bool {
        self.behind != Behind::Operator
    }

    /// Whether the brackets that are open hold what cannot be part of an expression. Stays so until
    /// they are closed.
    pub(super) fn is_irregular(&self) -> bool {
        self.is_irregular
    }

    /// Takes in the next token and tells the depth there. No comments, no line breaks in brackets.
    pub(super) fn token(&mut self, kind: TokenKind) -> u32 {
        use TokenKind as T;
        if self.brackets > 0 && !self.is_irregular {
            self.is_irregular = self.is_misplaced(kind);
        }
        if self.header == MatchHeader::Ended {
            self.header = MatchHeader::No;
            self.stray_dedents += u32::from(kind != T::Indent);
        }
        if self.last == T::Match && self.header != MatchHeader::Yes {
            self.header = MatchHeader::after_match(kind);
        }
        match kind {
            T::Name
            | T::Int
            | T::Float
            | T::Complex
            | T::True
            | T::False
            | T::None
            | T::Ellipsis
            | T::Case
            | T::Match
            | T::Type
            | T::Lazy => self.operand(),
            T::String => self.string(),
            T::FStringStart | T::TStringStart => {
                self.string();
                self.open(FrameKind::Format);
            }
            T::FStringEnd | T::TStringEnd => self.close(FrameKind::Format),
            T::Lpar => self.open_postfix(FrameKind::Paren),
            T::Lsqb => self.open_postfix(FrameKind::Bracket),
            T::Lbrace => {
                self.operand();
                self.open(FrameKind::Brace);
            }
            T::Rpar => self.close(FrameKind::Paren),
            T::Rsqb => self.close(FrameKind::Bracket),
            T::Rbrace => self.close(FrameKind::Brace),
            T::Indent => self.push(FrameKind::Block),
            T::Dedent => {
                if self.stray_dedents > 0 {
                    self.stray_dedents -= 1;
                } else if self.top.kind == FrameKind::Block {
                    self.pop();
                }
            }
            T::Newline | T::Semi | T::Comma => self.end_item(kind),
            T::And | T::Or if self.behind == Behind::Operand => {
                self.top.end_operand();
                self.behind = Behind::Operator;
            }
            T::Lambda => {
                self.loose();
                self.push(FrameKind::Lambda);
                self.brackets += 1;
            }
            T::Star if self.behind != Behind::Operand => self.loose(),
            T::If | T::ColonEqual => {
                self.top.loose += 1;
                self.operator(kind);
            }
            T::Yield => {
                self.loose();
                self.top.unending += self.top.loose;
                self.top.loose = 0;
            }
            T::Colon => {
                if self.top.kind == FrameKind::Lambda {
                    self.brackets -= 1;
                    self.pop();
                }
                self.behind = Behind::Operator;
            }
            T::Unknown | T::FStringMiddle | T::TStringMiddle | T::Async => {}
            _ => {
                self.top.tight += u32::from(binds(kind));
                self.operator(kind);
            }
        }
        self.last = kind;
        self.top.base + self.top.item()
    }

    fn operand(&mut self) {
        // No operator takes two operands in a row: here another expression begins.
        if self.behind == Behind::Operand {
            self.top.end_operand();
        }
        self.behind = Behind::Operand;
    }

    fn operator(&mut self, kind: TokenKind) {
        let is_operator = !kind.is_keyword() || self.behind == Behind::Operand && binds(kind);
        self.behind = if is_operator { Behind::Operator } else { Behind::Keyword };
    }

    fn string(&mut self) {
        use TokenKind as T;
        // Strings in a row are one operand.
        if !matches!(self.last, T::String | T::FStringEnd | T::TStringEnd) {
            self.operand();
        }
        self.behind = Behind::Operand;
    }

    fn loose(&mut self) {
        self.top.loose += self.top.tight + 1;
        self.top.tight = 0;
        self.behind = Behind::Operator;
    }

    fn push(&mut self, kind: FrameKind) {
        let frame = Frame::new(kind, self.top.base + self.top.operators() + FRAME);
        self.frames.push(std::mem::replace(&mut self.top, frame));
        self.behind = Behind::Operator;
    }

    fn pop(&mut self) {
        let Some(outer) = self.frames.pop() else { return };
        let mut frame = std::mem::replace(&mut self.top, outer);
        frame.end_item();
        self.top.inner = self.top.inner.max(frame.items + FRAME);
        if self.brackets == 0 {
            self.is_irregular = false;
        }
    }

    fn open_postfix(&mut self, kind: FrameKind) {
        self.top.tight += u32::from(self.behind != Behind::Operator);
        self.open(kind);
    }

    fn open(&mut self, kind: FrameKind) {
        self.push(kind);
        self.brackets += 1;
    }

    fn close(&mut self, kind: FrameKind) {
        if self.top.kind == kind {
            self.brackets -= 1;
            self.pop();
            self.behind = Behind::Operand;
        } else if self.brackets > 0 {
            // The parser may skip it and go on in the brackets that are open.
            self.is_irregular = true;
        }
    }

    fn end_item(&mut self, kind: TokenKind) {
        let is_block = self.top.kind == FrameKind::Block;
        // The parser skips a semicolon in brackets.
        if is_block || kind != TokenKind::Semi {
            self.top.end_item();
        }
        if is_block && kind != TokenKind::Comma {
            self.top.unending = 0;
        }
        if kind == TokenKind::Newline {
            self.header = match self.header {
                MatchHeader::WithColon if self.last == TokenKind::Colon => MatchHeader::Ended,
                MatchHeader::Yes => MatchHeader::Ended,
                _ => MatchHeader::No,
            };
        }
        self.behind = Behind::Operator;
    }

    /// Whether a token cannot be where it is in brackets. Not all of those that cannot, but all from
    /// which the parser may go on as if no bracket were open.
    fn is_misplaced(&self, kind: TokenKind) -> bool {
        use TokenKind as T;
        let is_operand_due = self.behind != Behind::Operand;
        match kind {
            T::Unknown
            | T::Semi
            | T::Rarrow
            | T::Pass
            | T::Return
            | T::Break
            | T::Continue
            | T::Global
            | T::Nonlocal
            | T::Assert
            | T::Del
            | T::Raise
            | T::Import
            | T::With
            | T::While
            | T::Try
            | T::Except
            | T::Finally
            | T::Elif
            | T::Def
            | T::Class => true,
            T::In => is_operand_due && self.last != T::Not,
            T::From => is_operand_due && self.last != T::Yield,
            T::Slash => {
                is_operand_due && !matches!(self.last, T::Lpar | T::Comma | T::Lambda)
            }
            T::Is
            | T::And
            | T::Or
            | T::If
            | T::Else
            | T::For
            | T::Async
            | T::As
            | T::Equal
            | T::ColonEqual
            | T::Dot
            | T::DoubleSlash
            | T::Percent
            | T::At
            | T::Vbar
            | T::Amper
            | T::CircumFlex
            | T::LeftShift
            | T::RightShift
            | T::Less
            | T::LessEqual
            | T::Greater
            | T::GreaterEqual
            | T::EqEqual
            | T::NotEqual
            | T::Exclamation => is_operand_due,
            _ => false,
        }
    }
}

/// Whether a token is an operator that binds an operand.
fn binds(kind: TokenKind) -> bool {
    use TokenKind as T;
    kind.as_binary_operator().is_some()
        || kind.as_unary_operator().is_some()
        || matches!(
            kind,
            T::Dot
                | T::Await
                | T::Is
                | T::In
                | T::As
                | T::Less
                | T::LessEqual
                | T::Greater
                | T::GreaterEqual
                | T::EqEqual
                | T::NotEqual
        )
}
