using MudBlazor;

namespace CellDynamics.Web.Hosting;

/// <summary>The colours and measures of <c>wwwroot/css/tokens.css</c> for MudBlazor; a test compares the two.</summary>
public static class CellDynamicsTheme
{
    private static readonly string[] Sans = ["Segoe UI", "-apple-system", "BlinkMacSystemFont", "Roboto", "Noto Sans", "Arial", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Background = "#F5F7FA", Surface = "#FFFFFF", AppbarBackground = "#FFFFFF", DrawerBackground = "#FFFFFF", BackgroundGray = "#EEF2F6",
            TableHover = "#EEF2F6", Skeleton = "#EEF2F6", LinesDefault = "#D8DEE6", TableLines = "#D8DEE6", Divider = "#D8DEE6", LinesInputs = "#748092",
            TextPrimary = "#16202C", AppbarText = "#16202C", DrawerText = "#16202C", TextSecondary = "#465264", ActionDefault = "#465264", DrawerIcon = "#465264",
            TextDisabled = "#5F6B7C", Primary = "#0A5AA8", Info = "#0A5AA8", PrimaryContrastText = "#FFFFFF", Success = "#17703F", SuccessContrastText = "#FFFFFF",
            Warning = "#8A4B00", WarningContrastText = "#FFFFFF", Error = "#B3261E", ErrorContrastText = "#FFFFFF", Secondary = "#5145A6", Tertiary = "#5B1469",
        },
        PaletteDark = new PaletteDark
        {
            Background = "#10151C", Surface = "#171D26", AppbarBackground = "#171D26", DrawerBackground = "#171D26", BackgroundGray = "#1F2732",
            TableHover = "#1F2732", Skeleton = "#1F2732", LinesDefault = "#303A48", TableLines = "#303A48", Divider = "#303A48", LinesInputs = "#7D8A9C",
            TextPrimary = "#EAF0F6", AppbarText = "#EAF0F6", DrawerText = "#EAF0F6", TextSecondary = "#B5C0CE", ActionDefault = "#B5C0CE", DrawerIcon = "#B5C0CE",
            TextDisabled = "#94A1B2", Primary = "#7CB8F5", Info = "#7CB8F5", PrimaryContrastText = "#0B1A2B", Success = "#6FD39A", SuccessContrastText = "#0B1A2B",
            Warning = "#F4B65F", WarningContrastText = "#0B1A2B", Error = "#FF9A92", ErrorContrastText = "#0B1A2B", Secondary = "#A9A2F7", Tertiary = "#F3C6F2",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", AppbarHeight = "52px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "14px", LineHeight = "20px" },
            H1 = new H1Typography { FontFamily = Sans, FontSize = "22px", LineHeight = "28px", FontWeight = "600" },
            H2 = new H2Typography { FontFamily = Sans, FontSize = "14px", LineHeight = "20px", FontWeight = "600" },
            H3 = new H3Typography { FontFamily = Sans, FontSize = "14px", LineHeight = "20px", FontWeight = "600" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "14px", LineHeight = "20px" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = "14px", LineHeight = "20px" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "14px", FontWeight = "600", TextTransform = "none" },
            Caption = new CaptionTypography { FontFamily = Sans, FontSize = "12px", LineHeight = "16px" },
        },
    };
}
