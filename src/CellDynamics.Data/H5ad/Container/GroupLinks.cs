using System.Collections;
using System.Reflection;
using CellDynamics.Data.H5ad.Filters;
using PureHDF;
using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>What stands directly below a group, as the group's own header says.</summary>
/// <remarks>
/// An entry of an old-style group remembers where the table of links of a child stands. The first name outside ASCII moves the links of that child into its header and frees the table,
/// and HDF5 leaves what is remembered as it was. PureHDF 2.2 believes it, and so shows the links of before, or whatever took their place: here it is forgotten.
/// The library also reads all names of a table again for each of its links: here they are read once. Neither can be told it in public; where a version has other members, nothing is read.
/// </remarks>
internal static class GroupLinks
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly MethodInfo Enumerate = Method(typeof(NativeGroup), "EnumerateReferences", 1);
    private static readonly MethodInfo Lookup = Method(typeof(NativeGroup), "TryGetReference", 3);
    private static readonly Type Reference = Lookup.GetParameters()[2].ParameterType.GetElementType()!;
    private static readonly PropertyInfo Remembered = Property(Reference, "ScratchPad");
    private static readonly MethodInfo Dereference = Method(Reference, "Dereference", 0);
    private static readonly PropertyInfo Header = Property(typeof(NativeObject), "Header");
    private static readonly Type Table = typeof(NativeGroup).Assembly.GetType("PureHDF.VOL.Native.SymbolTableMessage") ?? throw Unknown("SymbolTableMessage");
    private static readonly MethodInfo Tables = Method(Header.PropertyType, "GetMessages", 0).MakeGenericMethod(Table);
    private static readonly PropertyInfo Heap = Property(Table, "LocalHeap");
    private static readonly FieldInfo KeptHeap = Field(Table, "_localHeap");
    private static readonly PropertyInfo Names = Property(Heap.PropertyType, "Data");
    private static readonly FieldInfo KeptNames = Field(Heap.PropertyType, "_data");

    /// <summary>Every object below, also what lies in another file, and <see cref="IH5UnresolvedLink"/> for what leads nowhere.</summary>
    public static IEnumerable<IH5Object> Of(IH5Group group)
    {
        KeepNames(group);
        foreach (object reference in (IEnumerable)Call(Enumerate, group, default(H5LinkAccess))!)
            yield return Open(reference);
    }

    /// <summary>The object of a name, as <see cref="Of"/> gives it; null where there is none.</summary>
    public static IH5Object? Find(IH5Group group, string name) => Look(group, name) is { } reference ? Open(reference) : null;

    public static bool Has(IH5Group group, string name) => Look(group, name) is not null;

    private static object? Look(IH5Group group, string name)
    {
        KeepNames(group);
        object?[] arguments = [name, default(H5LinkAccess), null];
        return (bool)Call(Lookup, group, arguments)! ? arguments[2] : null;
    }

    private static IH5Object Open(object reference)
    {
        Remembered.SetValue(reference, null);
        return FilterMarks.Mend((IH5Object)Call(Dereference, reference)!);
    }

    private static void KeepNames(IH5Group group)
    {
        foreach (object table in (IEnumerable)Call(Tables, Header.GetValue(group)!)!)
        {
            object heap = Heap.GetValue(table)!;
            if (KeptNames.GetValue(heap) is not null)
                continue;
            Names.GetValue(heap);
            KeptHeap.SetValue(table, heap);
        }
    }

    private static object? Call(MethodInfo method, object of, params object?[] arguments) => method.Invoke(of, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static MethodInfo Method(Type type, string name, int parameters) =>
        Array.Find(type.GetMethods(Hidden), method => method.Name == name && method.GetParameters().Length == parameters) ?? throw Unknown($"{type.Name}.{name}");

    private static PropertyInfo Property(Type type, string name) => type.GetProperty(name, Hidden) ?? throw Unknown($"{type.Name}.{name}");

    private static FieldInfo Field(Type type, string name) => type.GetField(name, Hidden) ?? throw Unknown($"{type.Name}.{name}");

    private static NotSupportedException Unknown(string member) => new($"This version of PureHDF no longer has {member}, by which links are found.");
}
