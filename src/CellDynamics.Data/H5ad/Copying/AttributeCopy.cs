using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Layout;
using PureHDF;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Copies attributes of texts, numbers and yes or no; an encoding is always one text, as some writers in R do not keep it.</summary>
internal static class AttributeCopy
{
    public const string Encoding = "encoding-type", Version = "encoding-version";

    /// <summary>What an object header holds of one attribute; texts take 16 bytes each.</summary>
    private const int MostBytes = 64_000;
    private const int TextBytes = 16;

    /// <param name="source">Has the attributes.</param>
    /// <param name="target">Gets them.</param>
    /// <param name="leave">Is told the name of one that cannot be carried, and why.</param>
    /// <param name="except">Names that are set by someone else.</param>
    public static void To(IH5Object source, H5Object target, Action<string, string> leave, params string[] except)
    {
        foreach (IH5Attribute attribute in source.Attributes())
        {
            if (except.Contains(attribute.Name) || attribute.Space.Type == H5DataspaceType.Null)
                continue;
            try
            {
                target.Attributes[attribute.Name] = Of(source, attribute);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                leave(attribute.Name, H5Store.FirstLine(error));
            }
        }
    }

    /// <summary>The encoding of the source where it tells one, else the one given.</summary>
    public static void Tag(IH5Object source, H5Object target, string encoding, string version)
    {
        target.Attributes[Encoding] = H5Store.Text(source, Encoding) ?? encoding;
        target.Attributes[Version] = H5Store.Text(source, Version) ?? version;
    }

    private static object Of(IH5Object source, IH5Attribute attribute)
    {
        string name = attribute.Name;
        bool isText = attribute.Type.Class == H5DataTypeClass.String || RecordCopy.IsTextOfVariableLength(attribute.Type);
        if (!isText && H5Numbers.TypeName(attribute.Type) is null)
            throw new NotSupportedException($"it holds values of type {attribute.Type.Class}");
        ulong count = attribute.Space.Dimensions.Aggregate(1UL, (product, extent) => product * extent);
        if (count * (ulong)(isText ? TextBytes : attribute.Type.Size) > MostBytes)
            throw new NotSupportedException("it is larger than a file of this kind keeps");
        Array values = isText ? H5Store.Texts(source, name)!
            : attribute.Type.Class == H5DataTypeClass.Enumerated ? H5Layout.Flagged(Array.ConvertAll((byte[])H5Numbers.OfAttribute(attribute), value => value == 1))
            : H5Numbers.OfAttribute(attribute);
        bool isScalar = attribute.Space.Type == H5DataspaceType.Scalar || name is Encoding or Version;
        return isScalar ? values.GetValue(0)! : new H5Attribute(values, attribute.Space.Dimensions);
    }
}
