using System.Text;
using CellDynamics.Data.Annotated;
using PureHDF;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>A dataset whose elements are records, as anndata before 0.7 kept tables: taken apart into one array per field.</summary>
internal sealed class CompoundTable
{
    private readonly IH5Dataset dataset;
    private readonly CompoundMember[] fields;
    private readonly bool hasReferences;
    private readonly Lazy<byte[]> bytes;
    private readonly Lazy<Dictionary<string, object?>[]> records;

    public CompoundTable(IH5Dataset dataset)
    {
        this.dataset = dataset;
        fields = dataset.Type.Compound.Members;
        // Texts of variable length stand elsewhere in the file: then records are read one by one, which is slow but rare.
        hasReferences = fields.Any(member => member.Type.Class == H5DataTypeClass.VariableLength);
        Count = dataset.Space.Type == H5DataspaceType.Null ? 0 : checked((int)H5Numbers.ElementCount(dataset));
        bytes = new Lazy<byte[]>(ReadBytes);
        records = new Lazy<Dictionary<string, object?>[]>(() => Count == 0 ? [] : dataset.Read<Dictionary<string, object?>[]>());
    }

    /// <summary>Number of records.</summary>
    public int Count { get; }

    public IReadOnlyList<string> Fields => Array.ConvertAll(fields, member => member.Name);

    public static bool IsTable(IH5Object? found) => found is IH5Dataset { Type.Class: H5DataTypeClass.Compound };

    /// <summary>NumPy name of a field's type, of its elements where it holds several; null for text and whatever is no number.</summary>
    public string? TypeName(string field) => H5Numbers.TypeName(ElementType(Require(field)));

    public bool AreBooleans(string field) => H5Numbers.AreFlags(ElementType(Require(field)));

    /// <summary>Numbers per record: 1, or the length of an array field.</summary>
    public int Width(string field) => Require(field).Type is { Class: H5DataTypeClass.Array } array ? array.Size / Math.Max(1, array.Array.BaseType.Size) : 1;

    /// <summary>All values of a field of numbers, <c>[records * width]</c>, in the stored type; see <see cref="H5Numbers.Read"/>.</summary>
    /// <exception cref="NotSupportedException">It holds no numbers.</exception>
    public Array Numbers(string field)
    {
        CompoundMember member = Require(field);
        if (H5Numbers.TypeName(ElementType(member)) is null)
            throw new NotSupportedException($"values of type {member.Type.Class} are not numbers");
        return hasReferences ? OfRecords(field) : H5Numbers.OfBytes(Gather(member), ElementType(member));
    }

    /// <summary>All values of a field of texts, <c>[records]</c>.</summary>
    public string[] Texts(string field)
    {
        CompoundMember member = Require(field);
        if (hasReferences && IsText(field))
            return Array.ConvertAll(records.Value, record => record[field] as string ?? "");
        if (member.Type.Class != H5DataTypeClass.String)
            throw new NotSupportedException($"values of type {member.Type.Class} are no text");
        byte[] gathered = Gather(member);
        int size = member.Type.Size;
        string[] texts = new string[Count];
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> text = gathered.AsSpan(i * size, size);
            int end = text.IndexOf((byte)0);
            texts[i] = Encoding.UTF8.GetString(end < 0 ? text.TrimEnd((byte)' ') : text[..end]);
        }
        return texts;
    }

    public bool IsText(string field) => H5Store.IsText(Require(field).Type);

    private byte[] ReadBytes() => Count == 0 ? [] : (long)Count * dataset.Type.Size <= Array.MaxLength
        ? dataset.Read<byte[]>()
        : throw new NotSupportedException($"it claims {NumberText.Grouped(Count)} records of {dataset.Type.Size} bytes, more than one array holds");

    private Array OfRecords(string field)
    {
        object?[] values = [.. records.Value.SelectMany(record => record[field] is Array several ? several.Cast<object?>() : [record[field]])];
        var typed = Array.CreateInstance(values.FirstOrDefault()?.GetType() ?? typeof(double), values.Length);
        for (int i = 0; i < values.Length; i++)
            typed.SetValue(values[i], i);
        return typed;
    }

    private byte[] Gather(CompoundMember member)
    {
        int size = member.Type.Size, record = dataset.Type.Size;
        byte[] all = bytes.Value, gathered = new byte[checked(Count * size)];
        for (int i = 0; i < Count; i++)
            all.AsSpan(i * record + member.Offset, size).CopyTo(gathered.AsSpan(i * size));
        return gathered;
    }

    private CompoundMember Require(string field) => Array.Find(fields, member => member.Name == field) ?? throw new KeyNotFoundException($"there is no field '{field}'");

    private static IH5DataType ElementType(CompoundMember member) => member.Type.Class == H5DataTypeClass.Array ? member.Type.Array.BaseType : member.Type;
}
