namespace ServerlessOrders.Catalog.Stac;

/// <summary>
/// An import cannot be done as asked. The message is for the operator: it names the document or folder, the item and the field,
/// and what to do.
/// </summary>
public sealed class ImportException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ImportException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception out of what caused it.</summary>
    public ImportException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Makes the exception out of what is to be said.</summary>
    public ImportException(ImportNote note, Exception? inner = null)
        : base(note.ToString(), inner) => Note = note;

    /// <summary>The message in its parts, if it has any.</summary>
    public ImportNote? Note { get; }
}
