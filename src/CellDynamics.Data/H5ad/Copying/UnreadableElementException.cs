namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Values turned out unreadable after their place in the copy was planned: the copy is begun again without the element.</summary>
internal sealed class UnreadableElementException(string place, string reason, Exception inner) : Exception(reason, inner)
{
    public string Place { get; } = place;
}
