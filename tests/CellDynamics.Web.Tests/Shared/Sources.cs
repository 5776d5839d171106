namespace CellDynamics.Web.Tests.Shared;

/// <summary>Files of the repository that browsers are given as they are.</summary>
internal static class Sources
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string WebRoot { get; } = Path.Combine(Root, "wwwroot");

    private static string Find(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CellDynamics.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"{AppContext.BaseDirectory}: expected to lie below the folder of CellDynamics.sln.");
    }
}
