"""Why code of Swift may run although nothing in the index calls it."""

from __future__ import annotations

from collections.abc import Collection

from omny.languages.facets.liveness import MEMBERS, Candidate, Liveness

_OF_PROTOCOLS = frozenset(
    """
    body description debugDescription hash encode makeIterator next makeBody makeUIView updateUIView makeCoordinator
    makeUIViewController updateUIViewController makeNSView updateNSView application applicationDidFinishLaunching scene
    viewDidLoad viewWillAppear viewDidAppear viewWillDisappear viewDidDisappear viewDidLayoutSubviews layoutSubviews
    draw awakeFromNib prepareForReuse prepare callAsFunction dynamicallyCall reduce path preferenceValue
    errorDescription index subscript wrappedValue projectedValue previews id rawValue allCases startIndex endIndex
    expansion visit run
    buildBlock buildExpression buildOptional buildEither buildArray buildFinalResult buildPartialBlock
    buildLimitedAvailability observeValue validate
    """.split()  # noqa: SIM905
)
"""Members by which the standard library, SwiftUI and UIKit use what conforms to or inherits from their types."""

_HARMLESS = frozenset(
    """
    available discardableResult inlinable inline usableFromInline MainActor Sendable escaping autoclosure frozen
    preconcurrency warn_unqualified_access testable dynamicMemberLookup dynamicCallable resultBuilder propertyWrapper
    ViewBuilder retroactive unchecked nonobjc objcMembers _spi _alwaysEmitIntoClient _disfavoredOverload
    """.split()  # noqa: SIM905
)


class SwiftLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    roots = frozenset(("main",))
    members = MEMBERS | _OF_PROTOCOLS
    owns_last_line = True
    manifests = ("Package.swift",)

    def is_protocol(self, name: str, kind: str) -> bool:
        """What makes and ends an object, and operators."""
        return super().is_protocol(name, kind) or name == "deinit" or not name[:1].isidentifier()

    def is_harmless(self, decorator: str) -> bool:
        """An attribute that only the compiler looks at. Others hand a definition to Objective-C or a framework."""
        return decorator in _HARMLESS

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """What is declared so is used by its own file alone."""
        return not candidate.is_exported


LIVENESS = SwiftLiveness()
