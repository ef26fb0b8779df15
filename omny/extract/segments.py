"""What the analysis of a file asks most of `omny.model.chains`, in its compiled form if the native core is used."""

from __future__ import annotations

from omny.model import chains
from omny.native import compiled

drop_arguments = compiled("chains")(chains.drop_arguments)
drop_values = compiled("chains")(chains.drop_values)
read_arguments = compiled("chains")(chains.read_arguments)
read_values = compiled("chains")(chains.read_values)
spell_arguments = compiled("chains")(chains.spell_arguments)
spell_values = compiled("chains")(chains.spell_values)
write_several = compiled("chains")(chains.write_several)
write_type = compiled("chains")(chains.write_type)
