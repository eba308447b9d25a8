package house

type (
	slotReader interface{}
	slotWriter interface{}
)
