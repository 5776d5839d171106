namespace CellDynamics.Methods.Contract;

/// <summary>Keeps the state of a fit so that a killed run goes on where it was. Writes are atomic: the old state stands until the new one is complete. Safe from several threads that write different names.</summary>
public interface ICheckpointStore
{
    /// <summary>The state last saved under this name, or null. Names separate the main fit from the refits of the validation.</summary>
    byte[]? Read(string name);

    void Write(string name, ReadOnlySpan<byte> state);
}
