"""What of PHP itself takes a text for the name of a function."""

from __future__ import annotations

TAKES_FUNCTIONS = frozenset(
    """
    array_all array_any array_diff_uassoc array_diff_ukey array_filter array_find array_find_key array_intersect_uassoc
    array_intersect_ukey array_map array_reduce array_udiff array_udiff_assoc array_udiff_uassoc array_uintersect
    array_uintersect_assoc array_uintersect_uassoc array_walk array_walk_recursive call_user_func call_user_func_array
    forward_static_call forward_static_call_array header_register_callback iterator_apply ob_start
    preg_replace_callback register_shutdown_function register_tick_function set_error_handler set_exception_handler
    spl_autoload_register uasort uksort usort
    """.split()  # noqa: SIM905
)
"""Functions of PHP itself to which a text can name a function."""
