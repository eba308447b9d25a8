package house

type (
	letterReader interface{}
	letterWriter interface{}
)
