namespace CellDynamics.Data.OtherFormats;

/// <summary>A dictionary of a pickle, in the order it was filled. Values are strings, <c>long</c>, <c>double</c>, <c>bool</c>, <c>byte[]</c>, null, and these three kinds.</summary>
public sealed class PickleMap
{
    private readonly List<KeyValuePair<object?, object?>> entries = [];
    private readonly Dictionary<object, int> places = [];

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => entries;

    internal void Add(object? key, object? value)
    {
        if (key is string or long or double or bool && !places.TryAdd(key, entries.Count))
            entries[places[key]] = KeyValuePair.Create<object?, object?>(key, value);
        else
            entries.Add(KeyValuePair.Create(key, value));
    }
}

/// <summary>A list or a tuple of a pickle.</summary>
public sealed class PickleList
{
    private readonly List<object?> items = [];

    public IReadOnlyList<object?> Items => items;

    internal void AddRange(IEnumerable<object?> more) => items.AddRange(more);
}

/// <summary>A NumPy array of whole numbers, row-major.</summary>
public sealed class PickleArray
{
    /// <summary>Extents, slowest first.</summary>
    public long[] Shape { get; internal set; } = [0];

    public long[] Values { get; internal set; } = [];
}
