using System.Reflection;
using System.Reflection.Emit;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Layout;
using PureHDF;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Copies arrays of records. The library writes types that it finds by reflection, so a type with the fields of the records is made first.</summary>
internal static class RecordCopy
{
    private static readonly ModuleBuilder Module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("CellDynamics.Records"), AssemblyBuilderAccess.RunAndCollect).DefineDynamicModule("records");

    private static int types;

    /// <exception cref="NotSupportedException">A field holds other than one text or number.</exception>
    public static H5Dataset Of(IH5Dataset source)
    {
        var table = new CompoundTable(source);
        foreach (CompoundMember field in source.Type.Compound.Members)
            if (field.Type.Class is H5DataTypeClass.Array or H5DataTypeClass.Compound || (field.Type.Class == H5DataTypeClass.VariableLength && !IsTextOfVariableLength(field.Type)))
                throw new NotSupportedException($"its field '{field.Name}' holds values of type {field.Type.Class}");
        (string Name, Array Values)[] columns = [.. table.Fields.Select(field => (field, Values(table, field)))];
        Type type = TypeOf(columns);
        FieldInfo[] fields = Array.ConvertAll(columns, column => type.GetField(column.Name)!);
        var records = Array.CreateInstance(type, table.Count);
        for (int i = 0; i < records.Length; i++)
        {
            object record = Activator.CreateInstance(type)!;
            for (int field = 0; field < fields.Length; field++)
                fields[field].SetValue(record, columns[field].Values.GetValue(i));
            records.SetValue(record, i);
        }
        return source.Space.Type == H5DataspaceType.Scalar ? new H5Dataset(records.GetValue(0)!) : new H5Dataset(records, fileDims: source.Space.Dimensions);
    }

    /// <summary>h5py stores a complex number as a record of two real ones.</summary>
    public static bool AreComplex(IH5DataType type) => type.Compound.Members is [{ Name: "r", Type.Class: H5DataTypeClass.FloatingPoint }, { Name: "i", Type.Class: H5DataTypeClass.FloatingPoint }];

    /// <summary>A sequence of other things has the same class as a text.</summary>
    public static bool IsTextOfVariableLength(IH5DataType type) => type.Class == H5DataTypeClass.VariableLength && type.VariableLength.BaseType.Size == 1;

    private static Array Values(CompoundTable table, string field)
    {
        if (table.IsText(field))
            return table.Texts(field);
        Array numbers = table.Numbers(field);
        return table.AreBooleans(field) ? H5Layout.Flagged(Array.ConvertAll(H5Numbers.ToLongs(numbers), value => value == 1)) : numbers;
    }

    /// <summary>Fields lie side by side, as NumPy takes a gap for a further field.</summary>
    private static Type TypeOf((string Name, Array Values)[] columns)
    {
        TypeBuilder type = Module.DefineType($"Record{Interlocked.Increment(ref types)}", TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout, typeof(ValueType), PackingSize.Size1);
        foreach ((string name, Array values) in columns)
            type.DefineField(name, values.GetType().GetElementType()!, FieldAttributes.Public);
        return type.CreateType();
    }
}
