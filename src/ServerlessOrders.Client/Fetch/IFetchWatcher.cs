namespace ServerlessOrders.Client.Fetch;

/// <summary>Is told how a fetch goes on; from several threads at once.</summary>
public interface IFetchWatcher
{
    /// <summary>What is to be fetched is known.</summary>
    /// <param name="order">The order.</param>
    /// <param name="files">Its files.</param>
    /// <param name="bytes">Their bytes, as far as known.</param>
    /// <param name="presentFiles">Files that are here already.</param>
    /// <param name="presentBytes">Bytes that are here already, those of files on their way among them.</param>
    void Planned(long order, long files, long bytes, long presentFiles, long presentBytes);

    /// <summary>Bytes came, the first perhaps before it is known what is to be fetched; less than none if what was there has to come again.</summary>
    void Advanced(long bytes);

    /// <summary>A file is here, verified.</summary>
    void Finished(string name, long bytes);

    /// <summary>A file cannot be fetched.</summary>
    void Failed(string name, string reason);

    /// <summary>Nothing can be fetched at the moment.</summary>
    void Waiting(string reason);

    /// <summary>Something worth knowing.</summary>
    void Note(string text);
}
