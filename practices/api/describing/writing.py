"""Operations that write: working copies and their transitions."""

from practices.api.describing.declaring import Operation

OPERATIONS: dict[str, Operation] = {}
