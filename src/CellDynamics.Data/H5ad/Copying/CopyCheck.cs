using CellDynamics.Data.H5ad.Container;
using PureHDF;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Looks through a finished copy for everything that its source names, whatever was thought while copying: what is neither there nor listed is listed.</summary>
internal sealed class CopyCheck(H5Store source, H5Store copy, List<LeftOut> left)
{
    private readonly HashSet<string> listed = [.. left.Select(element => element.Place)];

    public void Add()
    {
        foreach (string place in new[] { "/obs", "/var" })
            Columns(place, place);
        string raw = source.Find("/raw.X") is null ? "/raw/" : "/raw.";
        Columns(raw + "var", "/raw/var");
        Entries(raw + "varm", "/raw/varm");
        foreach (string place in new[] { "/X", raw + "X" })
            if (source.Find(place) is not null)
                Require(place, place == "/X" ? place : "/raw/X");
        foreach (string place in new[] { "/layers", "/obsm", "/varm", "/obsp", "/varp" })
            Entries(place, place);
        if (source.Find("/uns") is IH5Group uns && copy.Find("/uns") is IH5Group copied)
            Below(uns, copied, "/uns");
    }

    /// <summary>By the frame's own list of columns where it has one: it tells also of those that are not found.</summary>
    private void Columns(string place, string target)
    {
        switch (source.Find(place))
        {
            case IH5Group frame:
                string index = H5Store.Text(frame, "_index") ?? "_index";
                foreach (string name in H5Store.Texts(frame, "column-order") ?? [.. Names(frame).Where(name => name is not "__categories" && name != index)])
                    Require($"{place}/{name}", $"{target}/{name}");
                break;
            case IH5Dataset table when CompoundTable.IsTable(table):
                foreach (string field in new CompoundTable(table).Fields.Skip(1))
                    Require($"{place}/{field}", $"{target}/{field}");
                break;
        }
    }

    private void Entries(string place, string target)
    {
        IEnumerable<string> names = source.Find(place) switch
        {
            IH5Group group => Names(group),
            IH5Dataset table when CompoundTable.IsTable(table) => new CompoundTable(table).Fields,
            _ => [],
        };
        foreach (string name in names)
            Require($"{place}/{name}", $"{target}/{name}");
    }

    private void Below(IH5Group group, IH5Group copied, string place)
    {
        foreach (IH5Object child in GroupLinks.Of(group))
        {
            string at = $"{place}/{child.Name}";
            if (GroupLinks.Find(copied, child.Name) is not { } found)
                Require(at, at);
            else if (child is IH5Group inner && found is IH5Group below && !listed.Contains(at))
                Below(inner, below, at);
        }
    }

    private void Require(string place, string target)
    {
        if (copy.Find(target) is null && !HasMoved(place) && !IsListed(place))
            left.Add(new LeftOut(place, source.Find(place) is null ? "the file names it, but does not hold it" : "it did not arrive in the copy"));
    }

    private bool IsListed(string place)
    {
        for (int end = place.Length; end > 0; end = place.LastIndexOf('/', end - 1))
            // What is said of a whole frame is not said of each of its columns.
            if (listed.Contains(place[..end]) && (end == place.Length || place.IndexOf('/', 1) < end))
                return true;
        return false;
    }

    /// <summary>Where anndata 0.8 puts what older versions kept in <c>uns</c>.</summary>
    private bool HasMoved(string place) => place is "/uns/neighbors/distances" or "/uns/neighbors/connectivities"
        ? copy.Find("/obsp" + place["/uns/neighbors".Length..]) is not null
        : place.EndsWith("_categories", StringComparison.Ordinal) && CompoundTable.IsTable(source.Find("/obs"));

    private static IEnumerable<string> Names(IH5Group group) => GroupLinks.Of(group).Select(child => child.Name);
}
