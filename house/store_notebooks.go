package house

type (
	notebookReader interface{}
	notebookWriter interface{}
)
