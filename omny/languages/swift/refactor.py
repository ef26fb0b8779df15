"""What an edit asks about Swift (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.extract.draft import Draft
from omny.languages.facets.cautious import CautiousReferences
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Families, Refactor
from omny.languages.facets.source import SourceText
from omny.model.atoms import AtomType
from omny.model.places import WhyLeft


class SwiftReferences(CautiousReferences):
    """See there. What Interface Builder connects has its name outside of the sources as well."""

    unrelated = {  # noqa: RUF012
        "associatedtype_declaration name": WhyLeft.OTHER,
        "capture_list_item name": WhyLeft.OTHER,
        "enum_entry name": WhyLeft.OTHER_MEMBER,
        "guard_statement bound_identifier": WhyLeft.OTHER,
        "if_statement bound_identifier": WhyLeft.OTHER,
        "lambda_parameter name": WhyLeft.PARAMETER,
        "parameter external_name": WhyLeft.ARGUMENT,
        "parameter name": WhyLeft.PARAMETER,
        "pattern bound_identifier": WhyLeft.OTHER,
        "type_parameter": WhyLeft.OTHER,
        "typealias_declaration name": WhyLeft.OTHER,
        "value_argument_label": WhyLeft.ARGUMENT,
        "while_statement bound_identifier": WhyLeft.OTHER,
    }
    packages = ("import_declaration",)
    claims = rb"\boverride\b|@(?:IBAction|IBOutlet|IBInspectable|NSManaged)\b"
    test_prefix = "test"
    private = rb"\b(?:file)?private\b"

    def is_extension(self, source: SourceText, draft: Draft) -> bool:
        """A member of a protocol, or of a type that stands elsewhere: values of other modules can have it."""
        holder = source.drafts.get(draft.qualname.rpartition(".")[0])
        return "." in draft.qualname and (holder is None or holder.type == AtomType.INTERFACE)


_ASKED = """
    advanced allCases compare contains copy debugDescription decode description distance encode errorCode
    errorDescription errorDomain errorUserInfo failureReason formIntersection formIndex formSymmetricDifference
    formUnion hash hashValue helpAnchor id index insert intersection isEqual isSubset isSuperset load
    localizedDescription makeIterator next perform rawValue recoverySuggestion remove responds save setUp
    setUpWithError size subtract subtracting symmetricDifference tearDown tearDownWithError union update viewDidLoad
    """
_ASKING = """
    Any AnyObject BinaryInteger Bool CaseIterable Character Codable Comparable CustomDebugStringConvertible
    CustomStringConvertible Decodable Double Encodable Equatable Error ExpressibleByArrayLiteral
    ExpressibleByBooleanLiteral ExpressibleByDictionaryLiteral ExpressibleByFloatLiteral ExpressibleByIntegerLiteral
    ExpressibleByNilLiteral ExpressibleByStringLiteral Float Hashable Identifiable Int Int32 Int64 LocalizedError
    NSObject NSObjectProtocol OptionSet RawRepresentable Sendable String UInt UInt8
    XCTestCase
    """

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("line_string_literal", "multi_line_string_literal")),
        leads=frozenset(("comment", "multiline_comment")),
        heads=frozenset(("import_declaration",)),
    ),
    references=SwiftReferences(),
    families=Families(unsaid=True, outside=frozenset(_ASKED.split()), roots=frozenset(_ASKING.split())),
)
