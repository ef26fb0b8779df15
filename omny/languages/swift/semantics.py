"""What steps of a chain mean in Swift, and what its own collections and types are."""

from __future__ import annotations

from omny.languages.swift.overloads import are_twins, choose_overloads, give_same, pair_types
from omny.resolve.semantics import Semantics

ITEM_PROPERTIES = frozenset(("first", "last"))
CONTAINER_PROPERTIES = frozenset(("lazy", "values"))

OF_COLLECTIONS = ITEM_PROPERTIES | CONTAINER_PROPERTIES
"""Properties of collections that give what these hold. They have the names of functions in chains, since only these
can follow what holds values."""

_ANY_COLLECTION = ("Collection", "Sequence")
_ARRAY = (
    "BidirectionalCollection",
    "MutableCollection",
    "RandomAccessCollection",
    "RangeReplaceableCollection",
    *_ANY_COLLECTION,
)
_VALUE = (
    "Equatable",
    "Hashable",
    "Comparable",
    "Codable",
    "Encodable",
    "Decodable",
    "Sendable",
    "CustomStringConvertible",
)
_NUMBER = ("Numeric", "AdditiveArithmetic", "Strideable", *_VALUE)
_WHOLE = ("FixedWidthInteger", "BinaryInteger", "SignedInteger", "SignedNumeric", *_NUMBER)
_REAL = ("BinaryFloatingPoint", "FloatingPoint", "SignedNumeric", *_NUMBER)
_TEXT = ("StringProtocol", "BidirectionalCollection", "RangeReplaceableCollection", *_ANY_COLLECTION, *_VALUE)
_VIEW = ("UIResponder", "NSObject")

SEMANTICS = Semantics(
    has_units=True,
    has_arity=True,
    has_labels=True,
    has_open_types=True,
    names_extended_types=True,
    choose_overloads=choose_overloads,
    are_twins=are_twins,
    give_same=give_same,
    pair_types=pair_types,
    subscription="subscript/*",
    item_members=frozenset(
        """
        first last randomElement popLast popFirst removeFirst removeLast remove min max next updateValue removeValue
        """.split()  # noqa: SIM905
    ),
    container_members=frozenset(
        """
        filter sorted reversed prefix suffix dropFirst dropLast shuffled drop union intersection subtracting
        symmetricDifference makeIterator
        """.split()  # noqa: SIM905
    ),
    item_properties=frozenset(f"{name}/0" for name in ITEM_PROPERTIES),
    container_properties=frozenset(f"{name}/0" for name in CONTAINER_PROPERTIES),
    container_types={"*": "Array", "%": "Dictionary"},
    outer_types={
        "Array": _ARRAY,
        "ArraySlice": _ARRAY,
        "Set": _ANY_COLLECTION,
        "Dictionary": _ANY_COLLECTION,
        "String": _TEXT,
        "Substring": _TEXT,
        "Character": _VALUE,
        "Bool": _VALUE,
        **dict.fromkeys(("Int", "UInt", "Int8", "Int16", "Int32", "Int64"), _WHOLE),
        **dict.fromkeys(("UInt8", "UInt16", "UInt32", "UInt64"), ("UnsignedInteger", *_WHOLE)),
        **dict.fromkeys(("Double", "Float", "CGFloat"), _REAL),
        "Data": (*_ARRAY, "ContiguousBytes", "DataProtocol", *_VALUE),
        "URL": _VALUE,
        "Date": _VALUE,
        "UIView": _VIEW,
        **dict.fromkeys(("UILabel", "UIControl", "UIImageView", "UIScrollView", "UIStackView"), ("UIView", *_VIEW)),
        **dict.fromkeys(("UIButton", "UITextField", "UISwitch"), ("UIControl", "UIView", *_VIEW)),
        **dict.fromkeys(("UITableView", "UICollectionView", "UITextView"), ("UIScrollView", "UIView", *_VIEW)),
        **dict.fromkeys(("UITableViewCell", "UICollectionViewCell"), ("UIView", *_VIEW)),
        "UIViewController": _VIEW,
        **dict.fromkeys(("UITableViewController", "UINavigationController"), ("UIViewController", *_VIEW)),
        "NSView": ("NSResponder", "NSObject"),
    },
)
